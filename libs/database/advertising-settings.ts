import { z } from 'zod';
import { INSTITUTION_NAME_BYTES, institutionNameProblems } from '#libs/content/institution-name.js';

/** A number that is free for whoever calls it, for refusing advertising (정보통신망법 제50조 제6항). Digits only. */
const optOutNumber = z
  .string()
  .regex(/^080\d{7,8}$/, 'a number that begins with 080, digits only')
  .nullable()
  .meta({ examples: ['0801234567'] });
/** As it stands in messages for `#{기관명}`, and in advertising right after (광고). */
const senderName = z
  .string()
  .min(1)
  .max(INSTITUTION_NAME_BYTES)
  .regex(/^\S(.*\S)?$/, { error: 'must be one line that neither begins nor ends with a space', abort: true })
  .refine((name) => institutionNameProblems(name).length === 0, {
    error: ({ input }) =>
      institutionNameProblems(String(input))
        .map(({ english }) => english)
        .join('; '),
  })
  .nullable()
  .meta({ examples: ['한빛서점'] });

/** What of a tenant's settings concerns advertising and consent. */
export const advertisingSettings = {
  /** Under which the tenant writes (`#{기관명}`); null: under its own name, as much as fits, and it sends no advertising. */
  senderName: senderName.default(null),
  optOutNumber: optOutNumber.default(null),
  /** People may refuse information altogether; else whoever refuses 알림톡 still gets the text message. */
  informationRefusable: z.boolean().default(false),
  /** People are told what became of their consent or refusal, by the lifecycle `consent-notice`. */
  consentNotices: z.boolean().default(false),
  /** People are asked every two years whether they still consent, by the lifecycle `consent-reconfirmation`. */
  consentReconfirmation: z.boolean().default(false),
};

/** The same, to be changed: what is left out stays as it is. */
export const advertisingSettingsPatch = {
  senderName: senderName.optional(),
  optOutNumber: optOutNumber.optional(),
  informationRefusable: z.boolean().optional(),
  consentNotices: z.boolean().optional(),
  consentReconfirmation: z.boolean().optional(),
};
