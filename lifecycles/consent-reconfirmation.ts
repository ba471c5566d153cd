/**
 * 수신동의 재확인: whoever consented to advertising is asked every two years whether that still stands (정보통신망법 제50조
 * 제8항, 시행령 제62조의3). Who does not answer has withdrawn nothing. Started by Bongsu itself for what its ledger records.
 */
import {
  choice,
  date,
  days,
  defineLifecycle,
  event,
  field,
  is,
  person,
  requestButton,
  send,
  setting,
  text,
  years,
  yesNo,
} from '#libs/lifecycle/builders.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

const 기관 = { field: 'senderName' } as const;
const 동의일 = { field: 'consentedOn' } as const;
const 연락처 = { field: 'contact' } as const;

const templates: Readonly<Record<string, TemplateDefinition>> = {
  CONSENT_RECONFIRM: {
    title: '수신동의 재확인',
    messageType: 'BA',
    body: `[수신동의 재확인 안내]
#{기관}의 광고성 정보 수신에 동의하신 사실을 2년마다 알려 드립니다.

▶ 보내는 곳: #{기관}
▶ 수신 수단: #{수단}
▶ 동의일: #{동의일}

계속 받으시려면 따로 하실 일이 없습니다. 그만 받으시려면 아래 단추를 누르시거나 #{연락처}로 말씀해 주십시오.`,
    variables: { 기관, 수단: { field: 'channel' }, 동의일, 연락처, 철회주소: { link: 'withdraw' } },
    buttons: [requestButton('수신동의 철회', 'withdraw'), requestButton('계속 받기', 'keep')],
    fallback: {
      subject: '수신동의 재확인 안내',
      text: `[#{기관명}] 광고성 정보 수신에 #{동의일} 동의하셨습니다. 계속 받으시려면 따로 하실 일이 없습니다.
그만 받기: #{철회주소}
문의 #{연락처}`,
    },
  },
};

export default defineLifecycle({
  name: 'consent-reconfirmation',
  title: '수신동의 재확인',
  description: `광고성 정보의 수신동의가 아직 유효한지 동의한 날부터 2년마다 확인합니다(정보통신망법 제50조 제8항, 시행령 제62조의3).
설정 consentReconfirmation을 켜 두면 수신동의가 기록될 때 봉수가 스스로 시작하고, 철회가 기록되면 스스로 끝냅니다.
보내는 곳, 동의한 사실과 날짜, 유지하거나 철회하는 방법을 알립니다. 답이 없으면 동의는 유지됩니다. 메시지의 단추로 철회(withdrawn)하면 그 자리에서 광고가 멈추고, 유지(kept)하면 기록에 남습니다.
다시 동의하면(renewed) 그날부터 다시 셉니다. 시작할 때 이미 확인할 때가 지났으면(overdue) 바로 확인합니다. 안내이므로 광고 표시를 붙이지 않으며, 광고성 문구를 더하면 안 됩니다.
확인 필요: 시행령 제62조의3은 법률 자문으로 다시 확인하십시오.`,
  parties: { person: person('동의한 분') },
  input: {
    senderName: text('보내는 곳', { maxLength: 40 }),
    contact: text('연락처', { maxLength: 20 }),
    channel: choice('수신 수단', { all: '문자·카카오톡', text: '문자', brand: '카카오톡' }),
    consentedOn: date('동의일'),
    overdue: yesNo('재확인할 때가 지남', { optional: true }),
  },
  events: {
    renewed: {
      title: '다시 동의함',
      data: { consentedOn: date('동의일') },
      set: { consentedOn: event('consentedOn') },
    },
    kept: { title: '유지' },
    withdrawn: { title: '철회' },
  },
  start: [send('CONSENT_RECONFIRM', { expires: days(14), when: [is(field('overdue'), '==', true)] })],
  first: 'consenting',
  stages: {
    consenting: {
      title: '동의 중',
      timers: {
        reconfirm: {
          title: '2년마다 재확인',
          every: years(2),
          from: { field: 'consentedOn', plus: years(2), time: setting('reminderTime') },
          times: 25,
          do: [send('CONSENT_RECONFIRM', { expires: days(14) })],
        },
      },
      on: { kept: {}, renewed: {} },
    },
    withdrawn: { title: '철회', final: true },
  },
  on: { withdrawn: { goto: 'withdrawn' } },
  links: {
    withdraw: { title: '수신동의 철회', event: 'withdrawn', expires: days(60) },
    keep: { title: '수신동의 유지', event: 'kept', expires: days(60) },
  },
  templates,
});
