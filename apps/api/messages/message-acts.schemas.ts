import { z } from 'zod';
import { lineOfText } from '../requests/field-schemas.js';
import { templateCode } from './message.schemas.js';

/** What people do about a message; who and why are asked for each time. */

const words = {
  reason: lineOfText(500).describe(
    'For your own records; stored encrypted, shown with the message and in the timeline.',
  ),
  actor: lineOfText(100)
    .optional()
    .describe(
      'Who does it; the label of the API key, if left out. Of an operator who has signed in their own label stands, whatever is given.',
    ),
};

export const decideMessageBody = z
  .strictObject({
    decision: z
      .enum(['send-again', 'let-be'])
      .describe('`send-again`: at the risk that it comes twice. `let-be`: at the risk that it never came.'),
    ...words,
  })
  .meta({ id: 'DecideMessage', examples: [{ decision: 'send-again', reason: '받지 못했다고 함', actor: '김사서' }] });
export type DecideMessage = z.output<typeof decideMessageBody>;

export const resendMessageBody = z
  .strictObject(words)
  .meta({ id: 'ResendMessage', examples: [{ reason: '지웠다고 하여 다시 보냄', actor: '김사서' }] });
export type ResendMessage = z.output<typeof resendMessageBody>;

export const correctMessageBody = z
  .strictObject({
    template: templateCode.describe(
      'The template of the definition that puts it right. It is filled with the data as it then stands: correct that first.',
    ),
    ...words,
  })
  .meta({ id: 'CorrectMessage', examples: [{ template: 'LOAN_EXTENDED', reason: '반납일을 잘못 알림' }] });
export type CorrectMessage = z.output<typeof correctMessageBody>;
