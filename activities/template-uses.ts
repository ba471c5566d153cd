import type { EntityManager } from 'typeorm';
import { noteUse } from '#libs/database/template-life-store.js';
import { dayOf } from '#libs/calendar/korean-time.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Letter } from './letter.js';

/** Templates remembered at once; more are forgotten and cost a statement again. */
const MOST_REMEMBERED = 10_000;

/**
 * When each template was last sent, to the day. Only a process's first message of a day and template costs a statement; what a
 * process that dies has not written the next message writes.
 */
export class TemplateUses {
  private readonly noted = new Map<string, string>();

  async note(
    tx: EntityManager,
    { tenant, letter, at }: { readonly tenant: string; readonly letter: Letter; readonly at: Moment },
  ): Promise<void> {
    const { templateCode: code, message } = letter;
    const dealerTemplateId = message.template?.id;
    if (code === undefined || dealerTemplateId === undefined) return;
    const key = JSON.stringify([tenant, code, dealerTemplateId]);
    const day = dayOf(at);
    if (this.noted.get(key) === day) return;
    await noteUse(tx, { code, dealerTemplateId, at });
    if (this.noted.size >= MOST_REMEMBERED) this.noted.clear();
    this.noted.set(key, day);
  }
}
