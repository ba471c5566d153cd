import type { Moment } from '#libs/lifecycle/state.js';
import { baseOf, exchange, type Answer, type ExchangeOptions, type Question } from '../exchange.js';
import { codeOf, isRecord, textOf } from '../receipt-fields.js';
import { tokenRequest, type TokenAccount } from './token.js';

export interface PopbillClientOptions extends ExchangeOptions, TokenAccount {
  /** `https://popbill.linkhub.co.kr`, its test host, or a simulator's address. */
  readonly baseUrl: string;
  /** `https://auth.linkhub.co.kr`, or a simulator's address. */
  readonly authUrl: string;
}

/** There is no token to call with: the call was never made. `status`: Linkhub answered, and this is what it refused with. */
export interface NoToken {
  readonly kind: 'no-token';
  readonly code: string;
  readonly status?: number;
}

interface Token {
  readonly text: string;
  readonly goodUntil: Moment;
}

/** A token is not used any more so shortly before it expires, ms: our clock and theirs differ. */
const MARGIN_MS = 60_000;
/** How long one is used that does not say until when it is good, ms. */
const UNDATED_MS = 5 * 60_000;

/** Calls under a session token, which is fetched once for all callers and again before it expires or once it is refused. */
export class PopbillClient {
  readonly #options: PopbillClientOptions;
  readonly #base: string;
  readonly #auth: string;
  #token: Token | undefined;
  #fetching: Promise<Token | NoToken> | undefined;

  /** @throws TypeError for an address that is none */
  constructor(options: PopbillClientOptions) {
    this.#options = options;
    this.#base = baseOf(options.baseUrl);
    this.#auth = baseOf(options.authUrl);
  }

  async call(method: 'GET' | 'POST', path: string, content?: unknown): Promise<Answer | NoToken> {
    const json = content === undefined ? {} : { 'content-type': 'application/json;charset=utf-8' };
    const body = content === undefined ? {} : { body: JSON.stringify(content) };
    return this.#call(path, { method, headers: json, ...body });
  }

  /** A form of two parts: `form`, the content as JSON, and `file`, the picture. */
  async upload(
    path: string,
    content: unknown,
    { bytes, format }: { readonly bytes: Uint8Array; readonly format: string },
  ): Promise<Answer | NoToken> {
    const form = new FormData();
    form.append('form', JSON.stringify(content));
    form.append('file', new Blob([new Uint8Array(bytes)], { type: `image/${format}` }), 'image.jpg');
    return this.#call(path, { method: 'POST', headers: {}, body: form });
  }

  async #call(path: string, question: Question): Promise<Answer | NoToken> {
    const token = await this.#presentToken();
    if ('kind' in token) return token;
    const headers = { authorization: `Bearer ${token.text}`, accept: 'application/json', ...question.headers };
    const answer = await exchange(`${this.#base}${path}`, { ...question, headers }, this.#options);
    if (answer.kind === 'refused' && concernsToken(answer)) this.#token = undefined;
    return answer;
  }

  async #presentToken(): Promise<Token | NoToken> {
    const known = this.#token;
    if (known && known.goodUntil > this.#options.now()) return known;
    this.#fetching ??= this.#fetchToken().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetchToken(): Promise<Token | NoToken> {
    const { now } = this.#options;
    const { path, headers, body } = tokenRequest(this.#options, now());
    const answer = await exchange(`${this.#auth}${path}`, { method: 'POST', headers, body }, this.#options);
    if (answer.kind === 'refused')
      return { kind: 'no-token', code: refusalCode(answer.body) ?? `HTTP_${answer.status}`, status: answer.status };
    if (answer.kind !== 'success') return { kind: 'no-token', code: answer.code };
    const text = isRecord(answer.body) ? textOf(answer.body['session_token']) : undefined;
    if (text === undefined) return { kind: 'no-token', code: 'TOKEN_UNREADABLE' };
    const expiration = isRecord(answer.body) ? Date.parse(textOf(answer.body['expiration']) ?? '') : Number.NaN;
    const goodUntil = Number.isNaN(expiration) ? now() + UNDATED_MS : expiration - MARGIN_MS;
    this.#token = { text, goodUntil };
    return this.#token;
  }
}

/** The number in an error's body `{code, message}`; its message may quote what was sent and is never read. */
export function refusalCode(body: unknown): string | undefined {
  const code = isRecord(body) ? codeOf(body['code']) : undefined;
  return code !== undefined && /^-?\d{1,12}$/.test(code) ? code : undefined;
}

const concernsToken = ({ status, body }: Extract<Answer, { kind: 'refused' }>): boolean =>
  status === 401 || ['-10000032', '-10000033', '-10000034'].includes(refusalCode(body) ?? '');
