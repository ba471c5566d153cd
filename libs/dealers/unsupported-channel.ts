import type { PricedChannel } from '#libs/message/cost.js';
import type { Rejected } from './dealer.js';

/** The dealer's documents describe no such message: it is refused here, before anything is called. */
export const unsupported = (channel: PricedChannel): Rejected => ({
  kind: 'rejected',
  class: 'permanent-input',
  code: 'CHANNEL_UNSUPPORTED',
  fallback: 'policy',
  detail: `이 딜러사로는 ${channel} 메시지를 보내지 않음`,
});
