import type { ImageFormat } from '#libs/content/image-rules.js';
import { baseOf, exchange, type Answer, type ExchangeOptions, type Question } from '../exchange.js';
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

/** A picture in a form, by the name of its field. */
export interface FormPicture {
  readonly field: string;
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
}

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

  /** @param pictures where there are any, the form has several parts (`multipart/form-data`) */
  async kakao(path: string, fields: Fields, pictures: readonly FormPicture[] = []): Promise<AligoAnswer> {
    const { apiKey, userId } = this.#options;
    const form = { apikey: apiKey, userid: userId, ...fields };
    return said(await this.#post(`${this.#kakao}/akv10${path}`, form, pictures), 'code');
  }

  /** @param pictures as of `kakao` */
  async text(path: string, fields: Fields, pictures: readonly FormPicture[] = []): Promise<AligoAnswer> {
    const { apiKey, userId } = this.#options;
    const form = { key: apiKey, user_id: userId, ...fields };
    return said(await this.#post(`${this.#text}${path}`, form, pictures), 'result_code');
  }

  #post(url: string, fields: Fields, pictures: readonly FormPicture[]): Promise<Answer> {
    const accept = { accept: 'application/json' };
    const question: Question =
      pictures.length > 0
        ? { method: 'POST', headers: accept, body: formOf(fields, pictures) }
        : {
            method: 'POST',
            headers: { ...accept, 'content-type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams(fields).toString(),
          };
    return exchange(url, question, this.#options);
  }
}

function formOf(fields: Fields, pictures: readonly FormPicture[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { field, format, bytes } of pictures)
    form.append(
      field,
      new Blob([new Uint8Array(bytes)], { type: `image/${format}` }),
      `image.${format === 'jpeg' ? 'jpg' : 'png'}`,
    );
  return form;
}

function said(answer: Answer, name: 'code' | 'result_code'): AligoAnswer {
  if (answer.kind !== 'success') return answer;
  const code = isRecord(answer.body) ? codeOf(answer.body[name]) : undefined;
  return isRecord(answer.body) && code !== undefined
    ? { kind: 'said', code, body: answer.body }
    : { kind: 'unreadable' };
}
