import { describe, expect, it } from '@jest/globals';
import type { SendAction, TemplateDefinition } from '#libs/lifecycle/definition.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import { entriesOf, noticeWith, played, template } from './spec-support.js';

const MARKED = '(광고)한빛서점 02-123-4567\n봄맞이\n무료수신거부 080-123-4567';
const PICTURE = 'a'.repeat(64);

const sale = (channels: NonNullable<SendAction['channels']>, change: Partial<TemplateDefinition> = {}) =>
  noticeWith(
    { purpose: 'advertising', channels },
    {
      templates: {
        NOTICE: template('행사', { fallback: { text: MARKED }, brand: { bubble: 'TEXT', text: '봄맞이' }, ...change }),
      },
    },
  );
const notReached = [{ answer: { kind: 'failed', class: 'permanent-recipient' } as const, channel: 'brand' as const }];

describe('A rehearsed brand message', () => {
  it('is sent first, read and charged as one', () => {
    const rehearsal = played({ definition: sale(['brand', 'text']) });
    expect(rehearsal.totals).toMatchObject({ sent: { brand: 1, sms: 0 }, costKrw: 25 });
    expect(entriesOf(rehearsal, 'sent')).toMatchObject([
      { channel: 'brand', message: '봄맞이', text: '브랜드 메시지: 행사' },
    ]);
  });

  it('is followed by the text where it does not arrive, and only that is charged', () => {
    const rehearsal = played({ definition: sale(['brand', 'text']), dealerResults: notReached });
    expect(rehearsal.totals).toMatchObject({ sent: { brand: 1, sms: 1 }, fellBack: 1, costKrw: 10 });
  });

  it('is followed by an MMS where the text has a picture', () => {
    const definition = sale(['brand', 'text'], { fallback: { text: MARKED, image: PICTURE } });
    expect(played({ definition, dealerResults: notReached }).totals).toMatchObject({ sent: { mms: 1 }, costKrw: 90 });
  });

  it('is followed by nothing where it is the only way', () => {
    const { totals } = played({ definition: sale(['brand']), dealerResults: notReached });
    expect(totals).toMatchObject({ sent: { brand: 1, sms: 0 }, undelivered: 1, costKrw: 0 });
  });

  it('is held from 20:50 on, whatever hours the tenant has', () => {
    const rehearsal = played({ definition: sale(['brand']), startAt: momentAt('2026-12-01', '20:51') });
    expect(entriesOf(rehearsal, 'sent')).toMatchObject([{ at: momentAt('2026-12-02', '08:00') }]);
  });
});
