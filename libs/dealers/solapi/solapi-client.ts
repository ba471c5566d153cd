import { baseOf, exchange, type Answer, type ExchangeOptions } from '../exchange.js';
import { authorization } from './authorization.js';

export interface SolapiClientOptions extends ExchangeOptions {
  /** `https://api.solapi.com`, or a simulator's address. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** One signed call at a time. */
export class SolapiClient {
  readonly #options: SolapiClientOptions;
  readonly #base: string;

  /** @throws TypeError for an address that is none */
  constructor(options: SolapiClientOptions) {
    this.#options = options;
    this.#base = baseOf(options.baseUrl);
  }

  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, content?: unknown): Promise<Answer> {
    const headers = {
      authorization: authorization(this.#options, this.#options.now()),
      accept: 'application/json',
      ...(content !== undefined && { 'content-type': 'application/json' }),
    };
    const body = content === undefined ? {} : { body: JSON.stringify(content) };
    return exchange(`${this.#base}${path}`, { method, headers, ...body }, this.#options);
  }
}
