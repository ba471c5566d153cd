import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { koreanDigits } from '../korean-stamp.js';
import type { Button, Template } from '../state.js';
import { SimulatorStore } from '../store.js';
import { SimulatedTemplates, TemplateRefused, type TemplateFault, type TemplateInput } from '../templates.js';
import { AccountId, SolapiCall } from './solapi-call.js';
import { SolapiError, validationError } from './solapi-error.js';

type Json = Readonly<Record<string, unknown>>;

const FAULTS: Readonly<Record<TemplateFault, readonly [status: number, code: string, message: string]>> = {
  'unknown-channel': [404, 'ChannelNotFound', '해당 채널이 존재하지 않습니다.'],
  'not-found': [404, 'ResourceNotFound', '해당 템플릿이 존재하지 않습니다.'],
  'name-taken': [400, 'DuplicatedName', '이미 사용 중인 템플릿 이름입니다.'],
  state: [400, 'InvalidStatus', '현재 상태에서는 할 수 없습니다.'],
};

/** `kakao/v2/templates`, in the shapes that Solapi's own client reads strictly. */
@Controller('kakao/v2/templates')
export class SolapiTemplatesController {
  constructor(
    private readonly templates: SimulatedTemplates,
    private readonly store: SimulatorStore,
  ) {}

  @Post()
  @SolapiCall('solapi-templates')
  create(@AccountId() account: string, @Body() body: Json | undefined): Json {
    const pfId = text(body?.['channelId']);
    const input = pfId === undefined ? undefined : this.#input(account, pfId, body ?? {});
    if (!input || text(body?.['categoryCode']) === undefined) throw validationError('필수 값이 없습니다.');
    return answer(account, () => this.templates.create(this.#newId(), input));
  }

  @Get()
  @SolapiCall('solapi-templates')
  list(@AccountId() account: string, @Query() query: Json): Json {
    const limit = Math.min(500, Math.max(1, Number(query['limit'] ?? 20) || 20));
    const name = nameAsked(query);
    const found = this.templates
      .ofChannel(text(query['channelId']))
      .filter((each) => name(each.name ?? ''))
      .filter(({ status = 'APPROVED' }) => query['status'] === undefined || status === query['status'])
      .filter(({ templateId }) => query['templateId'] === undefined || templateId === query['templateId']);
    const startKey = text(query['startKey']) ?? null;
    const from =
      startKey === null
        ? 0
        : Math.max(
            0,
            found.findIndex(({ templateId }) => templateId === startKey),
          );
    return {
      limit,
      startKey,
      nextKey: found[from + limit]?.templateId ?? null,
      templateList: found.slice(from, from + limit).map((template) => row(account, template)),
    };
  }

  @Get(':templateId')
  @SolapiCall('solapi-templates')
  read(@AccountId() account: string, @Param('templateId') templateId: string): Json {
    return answer(account, () => this.templates.find(undefined, templateId));
  }

  @Put(':templateId')
  @SolapiCall('solapi-templates')
  edit(@AccountId() account: string, @Param('templateId') templateId: string, @Body() body: Json | undefined): Json {
    return answer(account, () => {
      const template = this.templates.find(undefined, templateId);
      refuseUnless(['PENDING', 'REJECTED'], template);
      return this.templates.replace(
        template,
        this.#input(account, template.pfId, { ...asWritten(template), ...body }) ?? {},
      );
    });
  }

  @Put(':templateId/name')
  @SolapiCall('solapi-templates')
  rename(@AccountId() account: string, @Param('templateId') templateId: string, @Body() body: Json | undefined): Json {
    return answer(account, () => {
      const template = { ...this.templates.find(undefined, templateId), name: text(body?.['name']) };
      this.store.putTemplate(template);
      return template;
    });
  }

  @Put(':templateId/inspection')
  @SolapiCall('solapi-templates')
  inspect(@AccountId() account: string, @Param('templateId') templateId: string): Json {
    return answer(account, () => {
      const template = this.templates.find(undefined, templateId);
      refuseUnless(['PENDING', 'REJECTED'], template);
      return this.templates.askForReview(template);
    });
  }

  @Put(':templateId/inspection/cancel')
  @SolapiCall('solapi-templates')
  cancel(@AccountId() account: string, @Param('templateId') templateId: string): Json {
    return answer(account, () => {
      const template = this.templates.find(undefined, templateId);
      refuseUnless(['INSPECTING'], template);
      return this.templates.cancelReview(template);
    });
  }

  @Delete(':templateId')
  @SolapiCall('solapi-templates')
  remove(@AccountId() account: string, @Param('templateId') templateId: string): Json {
    return answer(account, () => {
      const template = this.templates.find(undefined, templateId);
      refuseUnless(['PENDING', 'REJECTED'], template);
      this.templates.remove(template);
      return template;
    });
  }

  /** @throws SolapiError for a picture that was not uploaded for this kind of emphasis, or that IMAGE lacks */
  #input(account: string, pfId: string, body: Json): TemplateInput | undefined {
    const input = inputOf(pfId, body);
    const named = input && pictureNamed(body);
    if (!input || !named) return input;
    const file = this.store.state.files[named.reference];
    if (file?.accountId !== account || file.kind !== named.kind)
      throw validationError('imageId 값이 올바르지 않습니다.');
    return { ...input, picture: { reference: named.reference, hash: file.hash } };
  }

  #newId(): string {
    return this.store.newNumber(15, `KA01TP${koreanDigits(this.store.now()).slice(2)}`);
  }
}

function answer(account: string, work: () => Template): Json {
  try {
    return row(account, work());
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    throw new SolapiError(...FAULTS[error.fault]);
  }
}

/** The file that a template names, and the kind as which it must have been uploaded; undefined where it needs none. */
function pictureNamed(body: Json): { readonly reference: string; readonly kind: string } | undefined {
  if (body['emphasizeType'] === 'IMAGE') return { reference: text(body['imageId']) ?? '', kind: 'ATA' };
  const highlight = body['emphasizeType'] === 'ITEM_LIST' ? (body['highlight'] as Json | undefined) : undefined;
  const reference = text(highlight?.['imageId']);
  return reference === undefined ? undefined : { reference, kind: 'KAKAO_HIGHLIGHT' };
}

function refuseUnless(states: readonly string[], { status = 'APPROVED' }: Template): void {
  if (!states.includes(status)) throw new TemplateRefused('state');
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** `name` itself, or one of `like`, `eq` and `ne` of it, as their client asks; Express keeps brackets in names of fields. */
function nameAsked(query: Json): (name: string) => boolean {
  const given = (typeof query['name'] === 'object' ? query['name'] : {}) as Json;
  const part = (kind: string): string | undefined => text(query[`name[${kind}]`]) ?? text(given[kind]);
  const [eq, ne, like] = [part('eq') ?? text(query['name']), part('ne'), part('like')];
  return (name) =>
    (eq === undefined || name === eq) &&
    (ne === undefined || name !== ne) &&
    (like === undefined || name.includes(like));
}

function inputOf(pfId: string, body: Json): TemplateInput | undefined {
  const [name, content] = [text(body['name']), text(body['content'])];
  if (name === undefined || content === undefined) return undefined;
  const emphasizeType = text(body['emphasizeType']) ?? 'NONE';
  const emphasized = emphasizeType === 'TEXT';
  const buttons = Array.isArray(body['buttons']) ? (body['buttons'] as Button[]) : [];
  return {
    pfId,
    name,
    content,
    categoryCode: text(body['categoryCode']),
    messageType: (text(body['messageType']) ?? 'BA') as NonNullable<Template['messageType']>,
    securityFlag: body['securityFlag'] === true,
    ...(emphasized && {
      emphasizeType: 'TEXT' as const,
      emphasizeTitle: text(body['emphasizeTitle']),
      // Their client's request spells it the second way.
      emphasizeSubtitle: text(body['emphasizeSubtitle']) ?? text(body['emphasizeSubTitle']),
    }),
    ...(emphasizeType === 'IMAGE' && { emphasizeType: 'IMAGE' as const }),
    ...(emphasizeType === 'ITEM_LIST' && {
      emphasizeType: 'ITEM_LIST' as const,
      items: { item: body['item'], ...(body['highlight'] !== undefined && { highlight: body['highlight'] }) },
    }),
    ...(text(body['extra']) !== undefined && { extra: text(body['extra']) }),
    ...(buttons.length > 0 && { buttons }),
  };
}

/** As a request would have said it, so that what an edit leaves out stays. */
const asWritten = ({
  templateId: _id,
  pfId: _pfId,
  status: _status,
  comments: _comments,
  picture,
  items,
  ...template
}: Template): Json => ({
  ...template,
  ...items,
  ...(template.emphasizeType === 'IMAGE' && { imageId: picture?.reference }),
});

/** As the API shows a template. */
function row(account: string, template: Template): Json {
  const { comments = [], dateCreated = 0, dateUpdated = dateCreated, status = 'APPROVED' } = template;
  return {
    templateId: template.templateId,
    name: template.name ?? template.templateId,
    channelId: template.pfId,
    channelGroupId: null,
    assignType: 'CHANNEL',
    accountId: account,
    content: template.content,
    categoryCode: template.categoryCode ?? null,
    messageType: template.messageType ?? 'BA',
    emphasizeType: template.emphasizeType ?? 'NONE',
    emphasizeTitle: template.emphasizeTitle ?? null,
    emphasizeSubtitle: template.emphasizeSubtitle ?? null,
    extra: template.extra ?? null,
    ad: null,
    header: null,
    highlight: template.items?.['highlight'] ?? null,
    item: template.items?.['item'] ?? null,
    imageId: template.emphasizeType === 'IMAGE' ? (template.picture?.reference ?? null) : null,
    securityFlag: template.securityFlag ?? false,
    isHidden: false,
    buttons: template.buttons ?? [],
    quickReplies: [],
    comments: comments.map(({ fromDealer, text: content, at }) => ({
      isAdmin: fromDealer,
      memberId: fromDealer ? 'reviewer' : 'member',
      content,
      dateCreated: new Date(at).toISOString(),
    })),
    commentable: status === 'REJECTED',
    code: template.templateId,
    status,
    variables: [],
    dateCreated: new Date(dateCreated).toISOString(),
    dateUpdated: new Date(dateUpdated).toISOString(),
  };
}
