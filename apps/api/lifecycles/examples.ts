import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { definitionHash } from '#libs/lifecycle/definition.js';
import * as engine from '#libs/lifecycle/engine.js';
import { isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { policyExample } from '../messages/policy-answer.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';
import { plannedView, startedView, summaryOf } from './lifecycle-view.js';

/** Examples of answers, made by the real engine from the example of a start, so that they cannot go stale. */

const { lifecycle: ID, message: MESSAGE_ID, reference: REFERENCE } = EXAMPLE_IDS;

const START = momentAt('2030-11-18', '09:30');

const definition = lifecycleNamed('library-loan');
if (!definition) throw new Error('The examples are about library-loan, which the catalogue lacks.');

const context = { definition, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
const planAfter = (dueDate: string) => {
  const { state } = engine.start(context, { fields: { dueDate }, at: START });
  return { stage: state.stage, planned: engine.plan(context, state), nextDueAt: engine.nextDue(context, state) };
};

const before = planAfter('2030-12-02');
const after = planAfter('2030-12-16');
const named = { id: ID, reference: REFERENCE, definition, state: 'open', stage: before.stage } as const;

export const startedExample = startedView(named, before.planned);

const { links } = startedExample;
const summary = summaryOf(named);

export const summaryExample = {
  ...summary,
  startedAt: isoKorean(START),
  closedAt: null,
  nextDueAt: before.nextDueAt === undefined ? null : isoKorean(before.nextDueAt),
  links,
};

export const pageExample = { items: [summaryExample], next: null };

export const lifecycleExample = {
  ...summaryExample,
  version: definitionHash(definition),
  explanation: null,
  pausedAt: null,
  site: null,
  department: null,
  keyKind: 'live',
  cost: { krw: 7, perhapsKrw: 0 },
  parties: {
    borrower: {
      name: '김*나',
      phone: '010-****-0001',
      language: 'ko',
      guardian: null,
      told: 'person',
      relation: null,
    },
  },
  data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
  planned: plannedView(definition, before.stage, before.planned),
  events: [
    'corrected',
    'damaged',
    'disputed',
    'extended',
    'extensionRefused',
    'extensionRequested',
    'lost',
    'returned',
  ],
};

export const timelineExample = {
  id: ID,
  entries: [
    { at: isoKorean(START), kind: 'lifecycle', code: 'lifecycle.started', text: '시작: 도서 대출' },
    {
      at: isoKorean(START + 1000),
      kind: 'attempt',
      code: 'attempt.delivered',
      text: '‘대출 안내’ 알림톡: 전달되었습니다.',
      messageId: MESSAGE_ID,
      detail: { attempt: 1, channel: 'alimtalk', dealer: 'solapi' },
    },
  ],
};

export const eventExample = {
  eventId: 'extension-1',
  type: 'extended',
  outcome: 'accepted',
  lifecycle: startedView(named, after.planned),
  withdrawals: [],
};

export const cancelExample = {
  eventId: 'cancel-3f2a9c0d1e4b5a6978812233445566ff',
  type: 'cancelled',
  outcome: 'accepted',
  lifecycle: startedView({ ...named, state: 'cancelled' }, []),
  withdrawals: [{ messageId: MESSAGE_ID, outcome: 'withdrawn' }],
};

export const pendingExample = { eventId: 'extension-1', type: 'extended', outcome: 'pending', links };

export const messageExample = {
  id: MESSAGE_ID,
  lifecycleId: ID,
  party: 'borrower',
  recipient: { name: '김*나', phone: '010-****-0001' },
  template: 'LOAN_STARTED',
  title: '대출 안내',
  state: 'delivered',
  stateText: '전달되었습니다',
  reason: null,
  plannedAt: isoKorean(START),
  expiresAt: null,
  heldUntil: null,
  settledAt: isoKorean(START + 2000),
  keyKind: 'live',
  doubleContact: false,
  cost: { krw: 7, perhapsKrw: 0 },
  bundle: null,
  policy: policyExample,
  follows: null,
  decisions: [
    {
      at: isoKorean(START),
      code: 'FIRST_ATTEMPT',
      text: '처음 보냄',
      until: null,
      attempt: 1,
      messageId: null,
      actor: null,
      actorsReason: null,
    },
  ],
  items: [{ lifecycleId: EXAMPLE_IDS.lifecycle, withdrawnAt: null }],
  attempts: [
    {
      number: 1,
      channel: 'alimtalk',
      language: 'ko',
      dealer: 'solapi',
      state: 'delivered',
      stateText: '전달되었습니다',
      class: 'ok',
      resultCode: '4000',
      reason: null,
      text: '[도서 대출 안내]\n김*나님, 도서 대출이 완료되었습니다.',
      textRemovedAt: null,
      reservedAt: isoKorean(START),
      callingAt: isoKorean(START),
      acceptedAt: isoKorean(START + 1000),
      settledAt: isoKorean(START + 2000),
      tries: 1,
      costKrw: 7,
      charge: 'charged',
      receipts: [{ statusCode: '4000', class: 'ok', receivedAt: isoKorean(START + 2000), applied: true }],
    },
  ],
  removed: [],
};
