import type { Moment } from '#libs/lifecycle/state.js';
import type { Violation, ViolationCode } from './rehearsal.js';

export interface Finding {
  readonly code: ViolationCode;
  readonly path: string;
  readonly message: string;
}

const WARNINGS: ReadonlySet<ViolationCode> = new Set([
  'SENT_AT_NIGHT',
  'NIGHT_BEFORE_MISSED',
  'EXPIRED_UNSENT',
  'TEXT_LONGER_THAN_SMS',
  'TEXT_CHARACTERS_REPLACED',
  'NO_WAY_TO_END',
  'TEMPLATE_NOT_APPROVED',
] satisfies ViolationCode[]);

/** Gathers what is wrong: each place once, with how often and where it was met first. */
export class Findings {
  private readonly found = new Map<string, Violation>();

  /** `severity`: only where the same code is worse than a warning this time. */
  add(
    { code, path, message }: Finding,
    where: { readonly reference: string; readonly at?: Moment },
    severity: Violation['severity'] = WARNINGS.has(code) ? 'warning' : 'error',
  ): void {
    const key = `${code} ${path} ${severity}`;
    const known = this.found.get(key);
    this.found.set(
      key,
      known ? { ...known, count: known.count + 1 } : { code, severity, path, message, count: 1, ...where },
    );
  }

  /** Errors first, then by place. */
  all(): Violation[] {
    return [...this.found.values()].sort(
      (a, b) => order(a.severity, b.severity) || order(a.path, b.path) || order(a.code, b.code),
    );
  }
}

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
