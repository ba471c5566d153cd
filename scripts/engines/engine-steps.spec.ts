import { describe, expect, it } from '@jest/globals';
import { EngineUnavailable, firstThatWorks } from './engine-steps.js';

const works = (name: string, value: string) => ({ name, attempt: () => Promise.resolve(value) });
const fails = (name: string, why: string) => ({
  name,
  attempt: () => Promise.reject(new Error(`${why}\n  at somewhere`)),
});

describe('looking for an engine', () => {
  it('takes the first way that works and tries no further', async () => {
    const found = await firstThatWorks(
      'Engine',
      [fails('a', 'no a'), works('b', 'B'), works('c', 'C')],
      () => undefined,
    );
    expect(found).toBe('B');
  });

  it('says one line for each way that it tries', async () => {
    const said: string[] = [];
    await firstThatWorks('Engine', [fails('a', 'no a'), works('b', 'B')], (line) => said.push(line));
    expect(said).toEqual(['Engine: not by a (no a)', 'Engine: b']);
  });

  it('lists, when no way works, all of them with what was missing', async () => {
    const search = firstThatWorks('Engine', [fails('a', 'no a'), fails('b', 'no b')], () => undefined);
    await expect(search).rejects.toThrow(
      new EngineUnavailable('Engine', [
        { step: 'a', missing: 'no a' },
        { step: 'b', missing: 'no b' },
      ]),
    );
  });
});
