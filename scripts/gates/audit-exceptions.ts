import type { AuditException } from './dependency-findings.js';

/** Weaknesses of packages that may stay for a while. Each ends by itself, and must then be looked at again. */
export const AUDIT_EXCEPTIONS: readonly AuditException[] = [];
