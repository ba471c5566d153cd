import { Body, Controller, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AskedBy, type Caller } from '../authentication/authentication.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { lifecycleIdParam, referenceParam, typeParam } from '../requests/field-schemas.js';
import type { EventOutcome } from './event-answer.js';
import { BY_ID, BY_REFERENCE } from './lifecycle-operations.js';
import {
  cancelLifecycle,
  changeRecipient,
  correctData,
  pauseLifecycle,
  plannedAct,
  type CancelLifecycle,
  type PauseLifecycle,
  type PlannedAct,
} from './lifecycle.schemas.js';
import { LifecycleSteering } from './lifecycle-steering.js';
import { answered } from './lifecycles.controller.js';
import {
  BringForwardOperation,
  CancelOperation,
  CorrectOperation,
  PauseOperation,
  RecipientOperation,
  ResumeOperation,
  SkipOperation,
} from './steering-operations.js';

/** What operators do to one lifecycle. */
@ApiTags('Lifecycles')
@Controller('v1/lifecycles')
export class SteeringController {
  constructor(private readonly steering: LifecycleSteering) {}

  @Post(':id/cancel')
  @CancelOperation(BY_ID)
  async cancel(
    @AskedBy() caller: Caller,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: cancelLifecycle }) body: CancelLifecycle,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.cancel(caller, { id }, body, key));
  }

  @Post(':id/pause')
  @PauseOperation(BY_ID)
  async pause(
    @AskedBy() caller: Caller,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: pauseLifecycle }) body: PauseLifecycle,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.pause(caller, { id }, body, key));
  }

  @Post(':id/resume')
  @ResumeOperation(BY_ID)
  async resume(
    @AskedBy() caller: Caller,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: pauseLifecycle }) body: PauseLifecycle,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.resume(caller, { id }, body, key));
  }

  @Patch(':id/recipient')
  @RecipientOperation(BY_ID)
  async changeRecipient(
    @AskedBy() caller: Caller,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: changeRecipient }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.changeRecipient(caller, { id }, body, key));
  }

  @Patch(':id/data')
  @CorrectOperation(BY_ID)
  async correct(
    @AskedBy() caller: Caller,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: correctData }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.correct(caller, { id }, body, key));
  }

  @Post(':id/planned/skip')
  @SkipOperation(BY_ID)
  async skip(
    @AskedBy() caller: Caller,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: plannedAct }) body: PlannedAct,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.actOnPlanned('skip', caller, { id }, body, key));
  }

  @Post(':id/planned/bring-forward')
  @BringForwardOperation(BY_ID)
  async bringForward(
    @AskedBy() caller: Caller,
    @Param('id', { schema: lifecycleIdParam }) id: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: plannedAct }) body: PlannedAct,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.actOnPlanned('bring-forward', caller, { id }, body, key));
  }
}

/** The same by the sender’s own number. */
@ApiTags('Lifecycles by reference')
@Controller('v1/lifecycles/by-reference/:type/:reference')
export class SteeringByReferenceController {
  constructor(private readonly steering: LifecycleSteering) {}

  @Post('cancel')
  @CancelOperation(BY_REFERENCE)
  async cancel(
    @AskedBy() caller: Caller,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: cancelLifecycle }) body: CancelLifecycle,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.cancel(caller, { type, reference }, body, key));
  }

  @Post('pause')
  @PauseOperation(BY_REFERENCE)
  async pause(
    @AskedBy() caller: Caller,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: pauseLifecycle }) body: PauseLifecycle,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.pause(caller, { type, reference }, body, key));
  }

  @Post('resume')
  @ResumeOperation(BY_REFERENCE)
  async resume(
    @AskedBy() caller: Caller,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: pauseLifecycle }) body: PauseLifecycle,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.resume(caller, { type, reference }, body, key));
  }

  @Patch('recipient')
  @RecipientOperation(BY_REFERENCE)
  async changeRecipient(
    @AskedBy() caller: Caller,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: changeRecipient }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.changeRecipient(caller, { type, reference }, body, key));
  }

  @Patch('data')
  @CorrectOperation(BY_REFERENCE)
  async correct(
    @AskedBy() caller: Caller,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: correctData }) body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.correct(caller, { type, reference }, body, key));
  }

  @Post('planned/skip')
  @SkipOperation(BY_REFERENCE)
  async skip(
    @AskedBy() caller: Caller,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: plannedAct }) body: PlannedAct,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(response, await this.steering.actOnPlanned('skip', caller, { type, reference }, body, key));
  }

  @Post('planned/bring-forward')
  @BringForwardOperation(BY_REFERENCE)
  async bringForward(
    @AskedBy() caller: Caller,
    @Param('type', { schema: typeParam }) type: string,
    @Param('reference', { schema: referenceParam }) reference: string,
    @IdempotencyKey('required') key: string,
    @Body({ schema: plannedAct }) body: PlannedAct,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventOutcome['body']> {
    return answered(
      response,
      await this.steering.actOnPlanned('bring-forward', caller, { type, reference }, body, key),
    );
  }
}
