import type { TemplateDeskInput, TemplateDeskRound } from '#libs/contracts/template-workflow.js';
import { templateDeskActivities } from './activity-proxies.js';

/** One round at the dealers' desks; the API starts one for what was just asked for, a schedule, which says nothing, one for what is left. */
export const templateDesk = (input: TemplateDeskInput = {}): Promise<TemplateDeskRound> =>
  templateDeskActivities().workAtDesks(input);
