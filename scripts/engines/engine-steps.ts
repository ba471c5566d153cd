/** Tells a person, in one line, what is going on. */
export type Say = (line: string) => void;

/** One way of coming by an engine. `attempt` throws an Error whose message says what was missing. */
export interface Step<T> {
  readonly name: string;
  attempt(): Promise<T>;
}

/** This way is not open here: nothing was tried, and nothing is wrong. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** None of the ways led to an engine. The message lists each with what was missing. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  constructor(
    readonly engine: string,
    readonly misses: readonly { readonly step: string; readonly missing: string }[],
  ) {
    super(
      `${engine} is not to be had here. Tried in this order:\n` +
        misses.map(({ step, missing }) => `  - ${step}: ${missing}`).join('\n'),
    );
  }
}

/** The first line of an error, as the reason for trying the next way. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Takes the first way that leads to the engine; says one line for each. Throws {@link EngineUnavailable}. */
export async function firstThatWorks<T>(engine: string, steps: readonly Step<T>[], say: Say): Promise<T> {
  const misses: { step: string; missing: string }[] = [];
  for (const step of steps) {
    try {
      const found = await step.attempt();
      say(`${engine}: ${step.name}`);
      return found;
    } catch (error) {
      const missing = reasonOf(error);
      misses.push({ step: step.name, missing });
      say(`${engine}: not by ${step.name} (${missing})`);
    }
  }
  throw new EngineUnavailable(engine, misses);
}
