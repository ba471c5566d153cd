import { baseOf, exchange, type Answer, type ExchangeOptions } from '../exchange.js';
import { codeOf, isRecord } from '../receipt-fields.js';

export interface AligoClientOptions extends ExchangeOptions {
  /** `https://kakaoapi.aligo.in`, or a simulator's address. */
  readonly kakaoUrl: string;
  /** `https://apis.aligo.in`, or a simulator's address. */
  readonly textUrl: string;
  readonly apiKey: string;
  readonly userId: string;
}

/** What Aligo says when it answers: 200 whatever happened, and the truth in a number of the body. */
export type AligoAnswer =
  | { readonly kind: 'said'; readonly code: string; readonly body: Readonly<Record<string, unknown>> }
  /** 200, but nothing that could be read: whatever was asked may have been done. */
  | { readonly kind: 'unreadable' }
  | Exclude<Answer, { kind: 'success' }>;

type Fields = Readonly<Record<string, string>>;

/**
 * Aligo's two APIs: forms go in, JSON comes out (as `text/html`), and the caller is known by fields of the form and by the
 * address that it calls from. The Kakao API says `code`, the one for texts `result_code`; either may be a number or a text.
 */
export class AligoClient {
  readonly #options: AligoClientOptions;
  readonly #kakao: string;
  readonly #text: string;

  /** @throws TypeError for an address that is none */
  constructor(options: AligoClientOptions) {
    this.#options = options;
    this.#kakao = baseOf(options.kakaoUrl);
    this.#text = baseOf(options.textUrl);
  }

  async kakao(path: string, fields: Fields): Promise<AligoAnswer> {
    const { apiKey, userId } = this.#options;
    return said(await this.#post(`${this.#kakao}/akv10${path}`, { apikey: apiKey, userid: userId, ...fields }), 'code');
  }

  async text(path: string, fields: Fields): Promise<AligoAnswer> {
    const { apiKey, userId } = this.#options;
    return said(await this.#post(`${this.#text}${path}`, { key: apiKey, user_id: userId, ...fields }), 'result_code');
  }

  #post(url: string, fields: Fields): Promise<Answer> {
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    return exchange(url, { method: 'POST', headers, body: new URLSearchParams(fields).toString() }, this.#options);
  }
}

function said(answer: Answer, name: 'code' | 'result_code'): AligoAnswer {
  if (answer.kind !== 'success') return answer;
  const code = isRecord(answer.body) ? codeOf(answer.body[name]) : undefined;
  return isRecord(answer.body) && code !== undefined
    ? { kind: 'said', code, body: answer.body }
    : { kind: 'unreadable' };
}
