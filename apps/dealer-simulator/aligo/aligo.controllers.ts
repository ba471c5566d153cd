import { Body, Controller, Header, HttpCode, Post, UploadedFiles, UseInterceptors } from '@nestjs/common';
import { FileFieldsInterceptor, NoFilesInterceptor } from '@nestjs/platform-express';
import type { Request } from 'express';
import { DealerError } from '../dealer-error.js';
import { dealerCall } from '../dealer-call.js';
import type { Wire } from '../dealer-call.js';
import type { Endpoint } from '../fates.js';
import { koreanDigits } from '../korean-stamp.js';
import { SimulatorStore } from '../store.js';
import { AligoRefusal, SimulatedAligo, recipientNumbers } from './dealer.js';
import type { Form } from './dealer.js';
import { ALIGO_CONTENT_TYPE, historyDetail, historyRow, textDetail, textRow } from './wire.js';

const wire: Wire = {
  numbersOf(request: Request, { state }: SimulatorStore) {
    const form = (request.body ?? {}) as Form;
    const numbered = recipientNumbers(form).map((index) => form[`receiver_${index}`] ?? '');
    const listed = (form['receiver'] ?? '').split(',');
    const asked = (state.groups[form['mid'] ?? '']?.messageIds ?? []).flatMap((id) => state.messages[id]?.to ?? []);
    return [...numbered, ...listed, ...asked];
  },
  // Errors of its servers come from what stands before them, as a page.
  refusal: ({ status, errorCode, errorMessage, retryAfterSeconds }) =>
    new DealerError(status, { code: -1, message: errorMessage }, errorCode, retryAfterSeconds),
};
const AligoCall = (endpoint: Endpoint): MethodDecorator => dealerCall(endpoint, wire);

/** A page of a list, counted from 1. */
function pageOf<T>(
  items: readonly T[],
  page: string | undefined,
  size: string | undefined,
): { items: T[]; pages: number } {
  const limit = Math.min(500, Math.max(1, Number(size ?? 50) || 50));
  const number = Math.max(1, Number(page ?? 1) || 1);
  return {
    items: items.slice((number - 1) * limit, number * limit),
    pages: Math.max(1, Math.ceil(items.length / limit)),
  };
}

/** Numbers of pages come as texts where the number of the answer is a number. */
const listAnswer = (items: readonly unknown[], page: string | undefined, size: string | undefined): string => {
  const shown = pageOf(items, page, size);
  return JSON.stringify({
    code: 0,
    message: '정상적으로 호출하였습니다.',
    list: shown.items,
    currentPage: page ?? '1',
    totalPage: String(shown.pages),
    totalCount: String(items.length),
  });
};

/** The Kakao API says `code`, and 0 for success. */
@Controller('akv10')
@UseInterceptors(NoFilesInterceptor())
export class AligoKakaoController {
  constructor(
    private readonly dealer: SimulatedAligo,
    private readonly store: SimulatorStore,
  ) {}

  @Post('alimtalk/send')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall('aligo-send')
  send(@Body() form: Form | undefined): Promise<string> {
    return this.#answer(form, async (account, fields) => {
      const { group, messages } = await this.dealer.sendAlimtalk(account, fields);
      return JSON.stringify({
        code: 0,
        message: '성공적으로 전송요청 하였습니다.',
        info: {
          type: 'AT',
          mid: group.groupId,
          current: '0',
          unit: 0,
          total: 0,
          scnt: messages.length,
          fcnt: 0,
        },
      });
    });
  }

  @Post('history/list')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall('aligo-history')
  list(@Body() form: Form | undefined): Promise<string> {
    return this.#answer(form, (account, { startdate, enddate, page, limit }) => {
      const today = koreanDigits(this.store.now()).slice(0, 8);
      const groups = this.dealer.sendings(account, 'alimtalk', { from: startdate ?? today, to: enddate ?? today });
      const rows = groups.map((group) => historyRow(group, this.dealer.messagesOf(account, 'alimtalk', group.groupId)));
      return listAnswer(rows, page, limit);
    });
  }

  @Post('history/detail')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall('aligo-history-detail')
  detail(@Body() form: Form | undefined): Promise<string> {
    return this.#answer(form, (account, { mid, page, limit }) =>
      listAnswer(this.dealer.messagesOf(account, 'alimtalk', mid ?? '').map(historyDetail), page, limit),
    );
  }

  async #answer(
    form: Form | undefined,
    work: (account: string, form: Form) => string | Promise<string>,
  ): Promise<string> {
    try {
      return await work(this.dealer.accountOf(form?.['apikey'], form?.['userid']), form ?? {});
    } catch (error) {
      if (!(error instanceof AligoRefusal)) throw error;
      return JSON.stringify({ code: error.code, message: error.message });
    }
  }
}

/** Up to three pictures; `image` is another name of the first. */
const PICTURES = ['image', 'image1', 'image2', 'image3'] as const;
type Files = Readonly<Partial<Record<string, readonly { readonly buffer: Buffer }[]>>> | undefined;

/** The API for texts says `result_code`, and a text 1 for success. */
@Controller()
@UseInterceptors(FileFieldsInterceptor(PICTURES.map((name) => ({ name, maxCount: 1 }))))
export class AligoTextController {
  constructor(
    private readonly dealer: SimulatedAligo,
    private readonly store: SimulatorStore,
  ) {}

  @Post('send')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall('aligo-send')
  send(@Body() form: Form | undefined, @UploadedFiles() files: Files): Promise<string> {
    return this.#answer(form, async (account, fields) => {
      const pictures = PICTURES.flatMap((name) => files?.[name]?.map(({ buffer }) => buffer) ?? []);
      const { group, messages } = await this.dealer.sendText(account, fields, pictures);
      return JSON.stringify({
        result_code: '1',
        message: 'success',
        msg_id: group.groupId,
        success_cnt: messages.length,
        error_cnt: 0,
        msg_type: messages[0]?.type ?? '',
      });
    });
  }

  @Post('list')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall('aligo-history')
  list(@Body() form: Form | undefined): Promise<string> {
    return this.#answer(form, (account, { start_date, limit_day, page, page_size }) => {
      const today = koreanDigits(this.store.now()).slice(0, 8);
      // Counted backwards: so many days before the one that is named.
      const to = start_date ?? today;
      const from = dayBefore(to, Number(limit_day ?? 0) || 0);
      const rows = this.dealer
        .sendings(account, 'text', { from, to })
        .map((group) => textRow(group, this.dealer.messagesOf(account, 'text', group.groupId)));
      return textList(rows, page, page_size);
    });
  }

  @Post('sms_list')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall('aligo-history-detail')
  detail(@Body() form: Form | undefined): Promise<string> {
    return this.#answer(form, (account, { mid, page, page_size }) =>
      textList(this.dealer.messagesOf(account, 'text', mid ?? '').map(textDetail), page, page_size),
    );
  }

  async #answer(
    form: Form | undefined,
    work: (account: string, form: Form) => string | Promise<string>,
  ): Promise<string> {
    try {
      return await work(this.dealer.accountOf(form?.['key'], form?.['user_id']), form ?? {});
    } catch (error) {
      if (!(error instanceof AligoRefusal)) throw error;
      return JSON.stringify({ result_code: error.code, message: error.message });
    }
  }
}

function textList(rows: readonly unknown[], page: string | undefined, size: string | undefined): string {
  const { items, pages } = pageOf(rows, page, size);
  const more = Math.max(1, Number(page ?? 1) || 1) < pages;
  return JSON.stringify({ result_code: '1', message: 'success', list: items, next_yn: more ? 'Y' : 'N' });
}

/** @param day `YYYYMMDD` */
function dayBefore(day: string, days: number): string {
  const at = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)) - days);
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
}
