import { TEMPLATE_IMAGE_USES } from '#libs/content/image-rules.js';
import type { DealerName } from '#libs/contracts/dealers.js';
import type { TemplateState } from '#libs/message/template-life.js';
import type { DeskCapabilities } from './template-desk.js';

const WAITING: readonly TemplateState[] = ['registered', 'rejected'];
const NONE: readonly TemplateState[] = [];

/** What each dealer's API lets be done to templates; known without an account, as the API of ours has none. */
export const DESK_RULES: Readonly<Record<DealerName, DeskCapabilities>> = {
  solapi: {
    registers: true,
    reviewsByItself: false,
    editable: WAITING,
    reviewable: WAITING,
    cancellable: ['inspecting'],
    deletable: WAITING,
    webhook: false,
    tellsDormancy: false,
    pictures: TEMPLATE_IMAGE_USES,
  },
  nhn: {
    registers: true,
    reviewsByItself: true,
    editable: ['approved', 'rejected'],
    reviewable: ['rejected'],
    cancellable: NONE,
    deletable: WAITING,
    webhook: true,
    tellsDormancy: true,
    pictures: TEMPLATE_IMAGE_USES,
  },
  aligo: {
    registers: true,
    reviewsByItself: false,
    editable: WAITING,
    reviewable: WAITING,
    cancellable: NONE,
    deletable: WAITING,
    webhook: false,
    tellsDormancy: false,
    pictures: ['alimtalk'],
  },
  popbill: {
    registers: false,
    reviewsByItself: false,
    editable: NONE,
    reviewable: NONE,
    cancellable: NONE,
    deletable: NONE,
    webhook: false,
    tellsDormancy: false,
    pictures: [],
  },
};
