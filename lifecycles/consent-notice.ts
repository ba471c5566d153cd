/**
 * 수신동의 처리 결과 안내: within 14 days whoever consented to advertising, refused it or took consent back is told what became
 * of that (정보통신망법 제50조 제7항, 시행령 제62조의2). Started by Bongsu itself for what its ledger records.
 */
import { choice, date, days, defineLifecycle, person, send, text } from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 기관 = { field: 'senderName' } as const;
const 내용 = { field: 'act' } as const;
const 수단 = { field: 'channel' } as const;
const 처리일 = { field: 'handledOn' } as const;
const 연락처 = { field: 'contact' } as const;

const templates: Readonly<Record<string, TemplateDefinition>> = {
  CONSENT_HANDLED: {
    title: '수신동의 처리 결과 안내',
    messageType: 'BA',
    body: `[수신동의 처리 결과 안내]
#{기관}에 말씀하신 광고성 정보 수신 여부가 다음과 같이 처리되었습니다.

▶ 보내는 곳: #{기관}
▶ 처리 내용: #{내용}
▶ 수신 수단: #{수단}
▶ 처리일: #{처리일}

문의: #{연락처}`,
    variables: { 기관, 내용, 수단, 처리일, 연락처 },
    fallback: {
      subject: '수신동의 처리 결과 안내',
      text: '[#{기관명}] #{내용} 처리됨(#{수단}, #{처리일}). 문의 #{연락처}',
    },
  },
};

export default defineLifecycle({
  name: 'consent-notice',
  title: '수신동의 처리 결과 안내',
  description: `광고성 정보의 수신동의, 수신거부, 동의 철회를 처리한 결과를 14일 안에 알립니다(정보통신망법 제50조 제7항, 시행령 제62조의2).
설정 consentNotices를 켜 두면 수신동의 기록에 적힌 일마다 봉수가 스스로 시작하며, 알리는 것으로 일이 끝납니다. 안내이므로 광고 표시를 붙이지 않으며, 광고성 문구를 더하면 안 됩니다.
확인 필요: 시행령 제62조의2의 14일은 법률 자문으로 다시 확인하십시오.`,
  parties: { person: person('받는 분') },
  input: {
    senderName: text('보내는 곳', { maxLength: 40 }),
    contact: text('연락처', { maxLength: 20 }),
    act: choice('처리 내용', {
      given: '수신동의',
      withdrawn: '수신거부',
      nightGiven: '야간 수신동의',
      nightWithdrawn: '야간 수신동의 철회',
    }),
    channel: choice('수신 수단', { all: '문자·카카오톡', text: '문자', brand: '카카오톡' }),
    handledOn: date('처리일'),
  },
  events: {},
  first: 'told',
  stages: { told: { title: '안내', enter: [send('CONSENT_HANDLED', { expires: days(14) })], final: true } },
  templates,
});
