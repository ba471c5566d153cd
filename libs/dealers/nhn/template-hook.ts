import type { TemplateNews } from '#libs/message/template-life.js';
import { codeOf, isRecord, textOf } from '../receipt-fields.js';
import type { TemplateHook } from '../template-desk.js';

/** 요청, 검수 중, 승인, 반려. */
export const REVIEWS: Readonly<Record<string, TemplateNews['review']>> = {
  TSC01: 'registered',
  TSC02: 'inspecting',
  TSC03: 'approved',
  TSC04: 'rejected',
};

/** The template that a hook is about, whatever its event is called; undefined for a hook of another kind. */
export function templateHookIn(hook: unknown): TemplateHook | undefined {
  if (!isRecord(hook) || hook['requestId'] !== undefined) return undefined;
  const channelId = textOf(hook['senderKey']);
  const dealerTemplateId = codeOf(hook['templateCode']);
  if (channelId === undefined || dealerTemplateId === undefined) return undefined;
  return REVIEWS[textOf(hook['status']) ?? ''] ? { channelId, dealerTemplateId } : undefined;
}
