import { ERROR_CODES, type ErrorCode, type Problem } from '#libs/contracts/error-codes.js';

/** An error that the caller is told about. Its texts hold nothing that came from the request and could be personal. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly detail: string | undefined;
  readonly problems: readonly Problem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ErrorCode,
    more: {
      /** What went wrong this time; the code's title where nothing more is to be said. */
      detail?: string;
      problems?: readonly Problem[];
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(more.detail ?? ERROR_CODES[code].title);
    this.detail = more.detail;
    this.problems = more.problems ?? [];
    this.headers = more.headers ?? {};
  }
}

/** One error for everything wrong with an input: the code that all places share, or INPUT_INVALID. Said once a place. */
export function inputError(found: readonly Problem[]): ProblemError {
  const problems = [
    ...new Map(found.toReversed().map((problem) => [`${problem.path} ${problem.code}`, problem])).values(),
  ].toReversed();
  const codes = new Set(problems.map(({ code }) => code));
  const [only] = codes;
  const detail = `${problems.length === 1 ? 'One place is' : `${problems.length} places are`} wrong: ${listed(problems)}.`;
  return new ProblemError(codes.size === 1 && only !== undefined ? only : 'INPUT_INVALID', { detail, problems });
}

const listed = (problems: readonly Problem[]): string => {
  const paths = [...new Set(problems.map(({ path }) => path || 'the body'))];
  return paths.length > 5 ? `${paths.slice(0, 5).join(', ')} and ${paths.length - 5} more` : paths.join(', ');
};

/** The body of an error answer (RFC 9457, application/problem+json). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly remedy: string;
  readonly retryable: boolean;
  /** Names this occurrence in our log. */
  readonly instance: string;
  readonly problems: readonly Problem[];
}

export function problemDetails(error: ProblemError, publicUrl: string, requestId: string): ProblemDetails {
  const { status, title, remedy, retryable } = ERROR_CODES[error.code];
  return {
    type: `${publicUrl}/docs/errors#${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.detail ?? `${title}.`,
    remedy,
    retryable,
    instance: `urn:uuid:${requestId}`,
    problems: error.problems,
  };
}
