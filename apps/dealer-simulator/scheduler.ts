/** Timers of the simulated carrier, replaceable so that a test on virtual time can drive them. */
export interface Scheduler {
  /** Runs `work` once, `ms` from now; the returned function calls it off. */
  after(ms: number, work: () => void): () => void;
}

export const systemScheduler: Scheduler = {
  after(ms, work) {
    const timer = setTimeout(work, Math.min(Math.max(0, ms), 0x7fffffff));
    return () => clearTimeout(timer);
  },
};
