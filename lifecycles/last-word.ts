import type { TemplateDefinition } from '#libs/lifecycle/definition.js';

/**
 * What an operator may have said when they end an affair by hand (`cancel`, asked with `tell: true`). It gives no reason:
 * theirs is for the timeline, and may not be meant for the person.
 * @param matter what the affair is called, Korean
 * @param party the role of who is told
 */
export const lastWord = (matter: string, party: string): TemplateDefinition => ({
  title: '안내 종료',
  messageType: 'BA',
  body: `[${matter} 안내 종료]
#{이름}님, 아래 ${matter} 건에 대한 안내를 마칩니다.

▶ 접수번호: #{접수번호}

궁금하신 점은 이용하신 기관으로 문의해 주시기 바랍니다.`,
  variables: { 이름: { party, attribute: 'name' }, 접수번호: { reference: true } },
  fallback: { subject: '안내 종료', text: `[#{기관명}] ${matter} 접수번호 #{접수번호} 건에 대한 안내를 마칩니다.` },
});
