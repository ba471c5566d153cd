import { createHash } from 'node:crypto';
import { Body, Controller, Header, HttpCode, Post, UploadedFiles, UseInterceptors } from '@nestjs/common';
import { FileFieldsInterceptor } from '@nestjs/platform-express';
import { imageProblems, IMAGE_LIMITS } from '#libs/content/image-rules.js';
import { dealerCall } from '../dealer-call.js';
import type { Wire } from '../dealer-call.js';
import { DealerError } from '../dealer-error.js';
import { koreanStamp } from '../korean-stamp.js';
import type { Template, TemplatePicture, TemplateStatus } from '../state.js';
import { SimulatorStore } from '../store.js';
import { SimulatedTemplates, TemplateRefused, type TemplateFault, type TemplateInput } from '../templates.js';
import { AligoRefusal, SimulatedAligo, type Form } from './dealer.js';
import { ALIGO_CONTENT_TYPE, buttonsOf } from './wire.js';

const wire: Wire = {
  numbersOf: () => [],
  refusal: ({ status, errorCode, errorMessage, retryAfterSeconds }) =>
    new DealerError(status, { code: -1, message: errorMessage }, errorCode, retryAfterSeconds),
};
const AligoCall = (): MethodDecorator => dealerCall('aligo-templates', wire);

type Files = { readonly image?: readonly { readonly buffer: Buffer }[] } | undefined;

/** `inspStatus`. */
const STATUS_CODES: Readonly<Record<TemplateStatus, string>> = {
  PENDING: 'REG',
  INSPECTING: 'REQ',
  APPROVED: 'APR',
  REJECTED: 'REJ',
};
const FAULTS: Readonly<Record<TemplateFault, readonly [code: number, message: string]>> = {
  'unknown-channel': [-99, '발신 프로파일 키(=senderkey)가 올바르지 않습니다.'],
  'not-found': [-501, '템플릿을 찾을 수 없습니다.'],
  'name-taken': [-99, '이미 등록된 템플릿 이름입니다.'],
  state: [509, '수정 가능 상태가 아닙니다.'],
};

/** Templates of Aligo: it gives the codes, and answers 200 whatever happened. */
@Controller('akv10/template')
@UseInterceptors(FileFieldsInterceptor([{ name: 'image', maxCount: 1 }]))
export class AligoTemplatesController {
  constructor(
    private readonly dealer: SimulatedAligo,
    private readonly templates: SimulatedTemplates,
    private readonly store: SimulatorStore,
  ) {}

  @Post('list')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall()
  list(@Body() form: Form | undefined): string {
    return this.#answer(form, (senderkey, { tpl_code: code }) => {
      const list = this.templates.ofChannel(senderkey).filter((each) => !code || each.templateId === code);
      const count = (status: TemplateStatus): number =>
        list.filter((each) => (each.status ?? 'APPROVED') === status).length;
      const info = Object.fromEntries(
        Object.entries(STATUS_CODES).map(([status, name]) => [name, count(status as TemplateStatus)]),
      );
      return { message: '정상적으로 호출하였습니다.', list: list.map(row), info };
    });
  }

  @Post('add')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall()
  add(@Body() form: Form | undefined, @UploadedFiles() files: Files): string {
    return this.#answer(form, (senderkey, fields) => {
      const template = this.templates.create(this.store.newNumber(6, 'P'), inputOf(senderkey, fields, files));
      return { message: '정상적으로 템플릿을 생성하였습니다.', data: row(template) };
    });
  }

  @Post('modify')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall()
  modify(@Body() form: Form | undefined, @UploadedFiles() files: Files): string {
    return this.#answer(form, (senderkey, fields) => {
      const template = this.#waiting(senderkey, fields);
      const changed = this.templates.replace(template, inputOf(senderkey, fields, files));
      return { message: '정상적으로 템플릿을 수정하였습니다.', data: row(changed) };
    });
  }

  @Post('del')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall()
  remove(@Body() form: Form | undefined): string {
    return this.#answer(form, (senderkey, fields) => {
      this.templates.remove(this.#waiting(senderkey, fields));
      return { message: '정상적으로 템플릿을 삭제 하였습니다.' };
    });
  }

  @Post('request')
  @HttpCode(200)
  @Header('content-type', ALIGO_CONTENT_TYPE)
  @AligoCall()
  request(@Body() form: Form | undefined): string {
    return this.#answer(form, (senderkey, fields) => {
      this.templates.askForReview(this.#waiting(senderkey, fields));
      return { message: '검수요청을 하였습니다.' };
    });
  }

  /** Registered or rejected: what alone may be changed, deleted or reviewed. */
  #waiting(senderkey: string, { tpl_code: code = '' }: Form): Template {
    const template = this.templates.find(senderkey, code);
    if (!['PENDING', 'REJECTED'].includes(template.status ?? 'APPROVED')) throw new TemplateRefused('state');
    return template;
  }

  #answer(form: Form | undefined, work: (senderkey: string, form: Form) => Record<string, unknown>): string {
    try {
      this.dealer.accountOf(form?.['apikey'], form?.['userid']);
      const { senderkey } = form ?? {};
      if (!senderkey) throw new AligoRefusal(-99, '발신 프로파일 키(=senderkey)파라메더 정보가 전달되지 않았습니다.');
      return JSON.stringify({ code: 0, ...work(senderkey, form ?? {}) });
    } catch (error) {
      if (error instanceof AligoRefusal) return JSON.stringify({ code: error.code, message: error.message });
      if (!(error instanceof TemplateRefused)) throw error;
      const [code, message] = FAULTS[error.fault];
      return JSON.stringify({ code, message });
    }
  }
}

/** The picture of an 이미지형, which comes with the form. @throws AligoRefusal for none, and for one that Kakao would not take */
function pictureOf(files: Files): TemplatePicture {
  const file = files?.image?.[0];
  const [problem] = file ? imageProblems(file.buffer, IMAGE_LIMITS.alimtalk) : [];
  if (!file || problem) throw new AligoRefusal(-99, '템플릿 이미지가 올바르지 않습니다.');
  const hash = createHash('sha256').update(file.buffer).digest('hex');
  return { reference: `https://mud-kage.kakao.com/dn/${hash.slice(0, 9)}/img_l.jpg`, hash };
}

function inputOf(pfId: string, form: Form, files: Files): TemplateInput {
  const { tpl_name: name, tpl_content: content } = form;
  const buttons = formButtons(form['tpl_button']);
  if (!name || !content || !buttons) throw new AligoRefusal(-99, '템플릿 정보가 올바르지 않습니다.');
  return {
    pfId,
    name,
    content,
    messageType: (form['tpl_type'] ?? 'BA') as NonNullable<Template['messageType']>,
    securityFlag: form['tpl_secure'] === 'Y',
    ...(form['tpl_emtype'] === 'TEXT' && {
      emphasizeType: 'TEXT' as const,
      emphasizeTitle: form['tpl_title'],
      emphasizeSubtitle: form['tpl_stitle'],
    }),
    ...(form['tpl_emtype'] === 'IMAGE' && { emphasizeType: 'IMAGE' as const, picture: pictureOf(files) }),
    ...(form['tpl_extra'] && { extra: form['tpl_extra'] }),
    ...(buttons.length > 0 && { buttons }),
  };
}

/** Links of apps have names of their own in this form. */
const formButtons = (json: string | undefined) =>
  buttonsOf(json?.replaceAll('"linkA"', '"linkAnd"').replaceAll('"linkI"', '"linkIos"'));

const row = (template: Template): Record<string, unknown> => ({
  senderKey: template.pfId,
  templtCode: template.templateId,
  templtName: template.name ?? template.templateId,
  templtContent: template.content.replaceAll('\n', '\r\n'),
  templateType: template.messageType ?? 'BA',
  templateEmType: template.emphasizeType ?? 'NONE',
  templtTitle: template.emphasizeTitle ?? '',
  templtSubtitle: template.emphasizeSubtitle ?? '',
  templtImageUrl: template.picture?.reference ?? '',
  status: template.blocked ? 'S' : template.status === 'APPROVED' ? 'A' : 'R',
  inspStatus: STATUS_CODES[template.status ?? 'APPROVED'],
  cdate: koreanStamp(template.dateCreated ?? 0),
  udate: koreanStamp(template.dateUpdated ?? template.dateCreated ?? 0),
  comments: (template.comments ?? []).map(({ fromDealer, text, at }, index) => ({
    id: index + 1,
    content: text,
    cdate: koreanStamp(at),
    status: fromDealer ? 'REJ' : 'INQ',
  })),
  buttons: (template.buttons ?? []).map((button, index) => ({
    ordering: String(index + 1),
    name: button.buttonName,
    linkType: button.buttonType,
    linkMo: button.linkMo ?? '',
    linkPc: button.linkPc ?? '',
    linkIos: button.linkIos ?? '',
    linkAnd: button.linkAnd ?? '',
  })),
});
