import { koreanStamp } from '../korean-stamp.js';
import type { Button, Template, TemplateStatus } from '../state.js';
import type { TemplateInput } from '../templates.js';

/** 요청, 검수 중, 승인, 반려. */
export const STATUS_CODES: Readonly<Record<TemplateStatus, string>> = {
  PENDING: 'TSC01',
  INSPECTING: 'TSC02',
  APPROVED: 'TSC03',
  REJECTED: 'TSC04',
};

export const commentRows = ({ comments = [], status }: Pick<Template, 'comments' | 'status'>) =>
  comments.map(({ fromDealer, text, at }, index) => ({
    id: index + 1,
    content: text,
    userName: fromDealer ? '검수자' : '담당자',
    createdAt: koreanStamp(at),
    attachment: [],
    status: fromDealer ? (status === 'APPROVED' ? 'APR' : 'REJ') : 'INQ',
  }));

/** How a picture is called whatever its file was; its address tells it from others. */
export const TEMPLATE_IMAGE_NAME = 'alimtalk-template-image.jpg';

/** The address that a template names, and the kind as which it must have been uploaded; undefined where it needs none. */
export function pictureNamed(body: Body): { readonly reference: string; readonly kind: string } | undefined {
  if (body['templateEmphasizeType'] === 'IMAGE') {
    const named = body['templateImageName'] === TEMPLATE_IMAGE_NAME ? text(body['templateImageUrl']) : undefined;
    return { reference: named ?? '', kind: 'TEMPLATE_IMAGE' };
  }
  const highlight = body['templateItemHighlight'] as Body | null | undefined;
  const reference = body['templateEmphasizeType'] === 'ITEM_LIST' ? text(highlight?.['imageUrl']) : undefined;
  return reference === undefined ? undefined : { reference, kind: 'TEMPLATE_HIGHLIGHT' };
}

const stampOrNull = (at: number | undefined): string | null => (at === undefined ? null : koreanStamp(at));

/** A row of the list; one template by itself also says whether it is blocked or sleeps. */
export const templateRow = (template: Omit<Template, 'edit'>): Record<string, unknown> => ({
  senderKey: template.pfId,
  plusFriendType: 'NORMAL',
  templateCode: template.templateId,
  kakaoTemplateCode: template.templateId,
  templateName: template.name ?? template.templateId,
  templateMessageType: template.messageType ?? 'BA',
  templateEmphasizeType: template.emphasizeType ?? 'NONE',
  templateContent: template.content,
  templateExtra: template.extra ?? null,
  templateTitle: template.emphasizeTitle ?? null,
  templateSubtitle: template.emphasizeSubtitle ?? null,
  ...template.items,
  templateImageName: template.emphasizeType === 'IMAGE' ? TEMPLATE_IMAGE_NAME : null,
  templateImageUrl: template.emphasizeType === 'IMAGE' ? (template.picture?.reference ?? null) : null,
  buttons: (template.buttons ?? []).map(buttonRow),
  quickReplies: [],
  comments: commentRows(template),
  status: STATUS_CODES[template.status ?? 'APPROVED'],
  statusName: null,
  securityFlag: template.securityFlag ?? false,
  categoryCode: template.categoryCode ?? '999999',
  createDate: stampOrNull(template.dateCreated),
  updateDate: stampOrNull(template.dateUpdated),
});

const buttonRow = ({ buttonType, buttonName, linkMo, linkPc, linkAnd, linkIos }: Button, index: number) => ({
  ordering: index + 1,
  type: buttonType,
  name: buttonName,
  linkMo: linkMo ?? null,
  linkPc: linkPc ?? null,
  schemeAndroid: linkAnd ?? null,
  schemeIos: linkIos ?? null,
});

type Body = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** What a request says of a template; undefined when it lacks name or content. */
export function templateInput(pfId: string, body: Body): TemplateInput | undefined {
  const [name, content] = [text(body['templateName']), text(body['templateContent'])];
  if (name === undefined || content === undefined) return undefined;
  const buttons = Array.isArray(body['buttons']) ? (body['buttons'] as Body[]) : [];
  const emphasized = body['templateEmphasizeType'] === 'TEXT';
  const { templateItem, templateItemHighlight } = body;
  return {
    pfId,
    name,
    content,
    messageType: (text(body['templateMessageType']) ?? 'BA') as NonNullable<Template['messageType']>,
    categoryCode: text(body['categoryCode']) ?? '999999',
    securityFlag: body['securityFlag'] === true,
    ...(emphasized && {
      emphasizeType: 'TEXT' as const,
      emphasizeTitle: text(body['templateTitle']),
      emphasizeSubtitle: text(body['templateSubtitle']),
    }),
    ...(body['templateEmphasizeType'] === 'IMAGE' && { emphasizeType: 'IMAGE' as const }),
    ...(body['templateEmphasizeType'] === 'ITEM_LIST' && {
      emphasizeType: 'ITEM_LIST' as const,
      items: { templateItem, ...(templateItemHighlight !== undefined && { templateItemHighlight }) },
    }),
    ...(text(body['templateExtra']) !== undefined && { extra: text(body['templateExtra']) }),
    ...(buttons.length > 0 && {
      buttons: buttons.map((button) => ({
        buttonType: text(button['type']) ?? '',
        buttonName: text(button['name']) ?? '',
        linkMo: text(button['linkMo']),
        linkPc: text(button['linkPc']),
        linkAnd: text(button['schemeAndroid']),
        linkIos: text(button['schemeIos']),
      })),
    }),
  };
}
