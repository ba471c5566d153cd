import { baseOf, exchange, type Answer, type ExchangeOptions, type Question } from '../exchange.js';
import { codeOf, isRecord } from '../receipt-fields.js';

/** The two products of NHN Cloud's that carry our messages, each with an app key and a secret of its own. */
export interface NhnProduct {
  /** `https://kakaotalk-bizmessage.api.nhncloudservice.com` or `https://sms.api.nhncloudservice.com`, or a simulator's. */
  readonly baseUrl: string;
  readonly appKey: string;
  readonly secretKey: string;
}

export interface NhnClientOptions extends ExchangeOptions {
  readonly alimtalk: NhnProduct;
  readonly text: NhnProduct;
}

/** What NHN says when it answers: a header with a number, whatever the HTTP status. */
export type NhnAnswer =
  | {
      readonly kind: 'said';
      readonly status: number;
      readonly code: string;
      readonly body: Readonly<Record<string, unknown>>;
      readonly retryAfterMs?: number;
    }
  /** 2xx, but nothing that could be read: whatever was asked may have been done. */
  | { readonly kind: 'unreadable' }
  | Exclude<Answer, { kind: 'success' }>;

const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' } as const;
const VERSION = {
  alimtalk: '/alimtalk/v2.3/appkeys',
  brand: '/brand-message/v1.0/appkeys',
  text: '/sms/v3.0/appKeys',
} as const;

/** Brand messages belong to KakaoTalk Bizmessage, whose key they share. */
export type NhnApi = keyof typeof VERSION;
const productOf = (api: NhnApi): 'alimtalk' | 'text' => (api === 'text' ? 'text' : 'alimtalk');

/** One call at a time, known by a static secret. */
export class NhnClient {
  readonly #options: NhnClientOptions;
  readonly #bases: Readonly<Record<'alimtalk' | 'text', string>>;

  /** @throws TypeError for an address that is none */
  constructor(options: NhnClientOptions) {
    this.#options = options;
    this.#bases = { alimtalk: baseOf(options.alimtalk.baseUrl), text: baseOf(options.text.baseUrl) };
  }

  get(product: NhnApi, path: string): Promise<NhnAnswer> {
    return this.#call(product, path, { method: 'GET', headers: {} });
  }

  /** What is kept at NHN, templates, is changed and taken away under its own address. */
  put(product: NhnApi, path: string, content: unknown): Promise<NhnAnswer> {
    return this.#call(product, path, { method: 'PUT', headers: JSON_HEADERS, body: JSON.stringify(content) });
  }

  delete(product: NhnApi, path: string): Promise<NhnAnswer> {
    return this.#call(product, path, { method: 'DELETE', headers: {} });
  }

  /** @param headers besides those of every call */
  post(
    product: NhnApi,
    path: string,
    content: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<NhnAnswer> {
    return this.#call(product, path, {
      method: 'POST',
      headers: { ...JSON_HEADERS, ...headers },
      body: JSON.stringify(content),
    });
  }

  /** A form with a file in it. */
  upload(product: NhnApi, path: string, form: FormData): Promise<NhnAnswer> {
    return this.#call(product, path, { method: 'POST', headers: {}, body: form });
  }

  async #call(product: NhnApi, path: string, question: Question): Promise<NhnAnswer> {
    const { appKey, secretKey } = this.#options[productOf(product)];
    const url = `${this.#bases[productOf(product)]}${VERSION[product]}/${encodeURIComponent(appKey)}${path}`;
    const headers = { accept: 'application/json', 'x-secret-key': secretKey, ...question.headers };
    return said(await exchange(url, { ...question, headers }, this.#options));
  }
}

function said(answer: Answer): NhnAnswer {
  if (answer.kind !== 'success' && answer.kind !== 'refused') return answer;
  const { body } = answer;
  const header = isRecord(body) && isRecord(body['header']) ? body['header'] : undefined;
  const code = codeOf(header?.['resultCode']);
  // A proxy's page, or a number beside a success that is none of NHN's: only the two together are its word.
  if (!isRecord(body) || code === undefined || (code === '0') !== (header?.['isSuccessful'] === true))
    return answer.kind === 'success' ? { kind: 'unreadable' } : answer;
  if (answer.kind === 'success') return { kind: 'said', status: 200, code, body };
  const { status, retryAfterMs } = answer;
  return { kind: 'said', status, code, body, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
