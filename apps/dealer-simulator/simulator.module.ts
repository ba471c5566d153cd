import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AligoTemplatesController } from './aligo/templates.controller.js';
import { AligoKakaoController, AligoTextController } from './aligo/aligo.controllers.js';
import { SimulatedAligo } from './aligo/dealer.js';
import { ControlController } from './control/control.controller.js';
import { SimulatorControl } from './control/control.js';
import { Deliveries } from './deliveries.js';
import { ErrorsFilter } from './errors.filter.js';
import { Faults } from './faults.js';
import { TemplateHooks } from './nhn/template-hooks.js';
import { NhnBrandController, NhnFilesController } from './nhn/brand.controllers.js';
import { NhnTemplateImagesController } from './nhn/template-images.controller.js';
import { NhnTemplatesController } from './nhn/templates.controller.js';
import { SimulatedNhn } from './nhn/dealer.js';
import { NhnAlimtalkController, NhnTextController } from './nhn/nhn.controllers.js';
import { PageController } from './page/page.controller.js';
import { ReceiptPoster } from './receipts.js';
import { PopbillTemplatesController } from './popbill/templates.controller.js';
import { LinkhubController, PopbillController } from './popbill/popbill.controllers.js';
import { SimulatedPopbill } from './popbill/dealer.js';
import { SimulatedDealer } from './solapi/dealer.js';
import { SolapiFilesController } from './solapi/files.controller.js';
import { GroupsController } from './solapi/groups.controller.js';
import { MessagesController, PricingController } from './solapi/messages.controller.js';
import { SolapiTemplatesController } from './solapi/templates.controller.js';
import { SimulatorStore } from './store.js';
import { SimulatedTemplates } from './templates.js';

@Module({})
export class SimulatorModule {
  static with(store: SimulatorStore): DynamicModule {
    return {
      module: SimulatorModule,
      controllers: [
        GroupsController,
        MessagesController,
        PricingController,
        NhnAlimtalkController,
        NhnTextController,
        NhnBrandController,
        NhnFilesController,
        AligoKakaoController,
        AligoTextController,
        LinkhubController,
        // Before `KakaoTalk/:receiptNum`, which would take their address.
        PopbillTemplatesController,
        PopbillController,
        SolapiTemplatesController,
        SolapiFilesController,
        NhnTemplatesController,
        NhnTemplateImagesController,
        AligoTemplatesController,
        ControlController,
        PageController,
      ],
      providers: [
        { provide: SimulatorStore, useValue: store },
        { provide: APP_FILTER, useClass: ErrorsFilter },
        ReceiptPoster,
        Deliveries,
        Faults,
        TemplateHooks,
        SimulatedTemplates,
        SimulatedDealer,
        SimulatedNhn,
        SimulatedAligo,
        SimulatedPopbill,
        SimulatorControl,
      ],
    };
  }
}
