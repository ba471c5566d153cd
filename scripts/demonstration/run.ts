export interface DemonstrationTarget {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly simulatorUrl: string;
}

export interface DemonstrationResult {
  readonly asExpected: number;
  readonly total: number;
}

/** Twelve loans and their fates. None is shown yet, so none is as expected. */
export function runDemonstration(_target: DemonstrationTarget): Promise<DemonstrationResult> {
  return Promise.resolve({ asExpected: 0, total: 12 });
}
