import { Controller, Get, Headers, Param } from '@nestjs/common';
import { dealerCall } from '../dealer-call.js';
import type { Wire } from '../dealer-call.js';
import type { Button, Template } from '../state.js';
import { SimulatorStore } from '../store.js';
import { approvedTemplate } from '../taken-message.js';
import { PopbillError } from './popbill-error.js';
import { memberOf } from './tokens.js';

const wire: Wire = {
  numbersOf: () => [],
  refusal: ({ status, errorMessage, retryAfterSeconds }) =>
    new PopbillError(status, -99999999, errorMessage, retryAfterSeconds),
};
const PopbillCall = (): MethodDecorator => dealerCall('popbill-templates', wire);

/** Approved templates, to be read: they are made on the dealer's site. */
@Controller('KakaoTalk')
export class PopbillTemplatesController {
  constructor(private readonly store: SimulatorStore) {}

  @Get('ListATSTemplate')
  @PopbillCall()
  list(@Headers('authorization') token: string | undefined): unknown {
    memberOf(this.store, token);
    return Object.keys(this.store.state.templates).flatMap((id) => {
      const template = approvedTemplate(this.store, id);
      return template ? [info(template)] : [];
    });
  }

  @Get('GetATSTemplate/:templateCode')
  @PopbillCall()
  read(@Headers('authorization') token: string | undefined, @Param('templateCode') templateCode: string): unknown {
    memberOf(this.store, token);
    const template = approvedTemplate(this.store, templateCode);
    if (!template) throw new PopbillError(400, -99004000, '등록되지 않은 템플릿입니다.');
    return info(template);
  }
}

const info = (template: Template): Record<string, unknown> => ({
  templateCode: template.templateId,
  templateName: template.name ?? template.templateId,
  template: template.content,
  plusFriendID: template.pfId,
  ads: null,
  appendix: template.extra ?? null,
  secureYN: template.securityFlag ?? false,
  state: 'APPROVED',
  stateDT: null,
  btns: (template.buttons ?? []).map(buttonInfo),
});

const buttonInfo = ({ buttonType, buttonName, linkMo, linkPc, linkAnd, linkIos }: Button) => ({
  n: buttonName,
  t: buttonType,
  u1: linkMo ?? linkAnd ?? null,
  u2: linkPc ?? linkIos ?? null,
});
