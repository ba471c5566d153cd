import { Injectable } from '@nestjs/common';
import { koreanStamp } from '../korean-stamp.js';
import type { Template } from '../state.js';
import { SimulatorStore } from '../store.js';
import { STATUS_CODES, commentRows } from './template-wire.js';

/** Posts news of reviews to NHN's webhook, as NHN alone does: once, and what is not heard has to be asked for. */
@Injectable()
export class TemplateHooks {
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(private readonly store: SimulatorStore) {}

  tell(template: Template): void {
    const webhook = this.store.webhookOf('nhn');
    if (!webhook) return;
    const posting = this.#post(webhook, template).finally(() => this.#underWay.delete(posting));
    this.#underWay.add(posting);
  }

  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #post({ url, secret }: { url: string; secret: string }, template: Template): Promise<void> {
    const told = template.edit ?? template;
    const at = told.dateUpdated ?? this.store.now();
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-toast-webhook-signature': secret },
      body: JSON.stringify({
        hooksId: `${template.templateId}-${at}`,
        webhookConfigId: 'simulator',
        productName: 'KakaoTalk Bizmessage',
        appKey: this.store.nhnAccounts[0]?.alimtalk.appKey ?? '',
        event: 'TEMPLATE_STATUS_UPDATE',
        hooks: [
          {
            hookId: `${template.templateId}-${told.status ?? 'APPROVED'}-${at}`,
            senderKey: template.pfId,
            templateCode: template.templateId,
            kakaoTemplateCode: template.templateId,
            status: STATUS_CODES[told.status ?? 'APPROVED'],
            comments: commentRows(told),
            updateDate: koreanStamp(at),
          },
        ],
      }),
      signal: AbortSignal.timeout(this.store.settings.receiptTimeoutMs),
    }).catch(() => undefined);
  }
}
