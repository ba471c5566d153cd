import {
  ApplicationFailure,
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { BUNDLE_WORKFLOW, type BundleInput } from '#libs/contracts/bundle-workflow.js';
import { bundleWorkflowId, callbackWorkflowId, lifecycleWorkflowId, messageWorkflowId } from '#libs/contracts/ids.js';
import { CALLBACK_WORKFLOW, type CallbackInput } from '#libs/contracts/callback-workflow.js';
import type {
  CancelMessage,
  EventMessage,
  LifecycleAnswer,
  LifecycleInput,
  MigrateMessage,
  SteeringMessage,
  Undelivered,
} from '#libs/contracts/lifecycle-workflow.js';
import { MESSAGE_WORKFLOW, type MessageInput } from '#libs/contracts/message-workflow.js';
import { LIFECYCLE, NEXT_DUE, REFERENCE, STAGE, TENANT } from '#libs/contracts/search-attributes.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import { WORKFLOW_BEHIND } from '#libs/contracts/workflow-behind.js';
import * as engine from '#libs/lifecycle/engine.js';
import { isUrgent } from '#libs/lifecycle/sends.js';
import type { Refusal } from '#libs/lifecycle/state.js';
import type { TenantClients } from '#libs/temporal/client.js';

/** What came of telling Temporal one thing. */
export type Told =
  | { readonly kind: 'told' }
  | { readonly kind: 'answered'; readonly answer: LifecycleAnswer }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The workflow was reset and does not know all that was accepted before. */
  | { readonly kind: 'behind' }
  /** No such workflow, or it has closed: PostgreSQL's journal settles what that means. */
  | { readonly kind: 'gone' }
  /** Temporal or its workers are away: it may have arrived or not, and telling it again under the same id settles which. */
  | { readonly kind: 'later'; readonly code: string };

/** Speaks to lifecycle workflows; every call is bounded by a deadline and safe to repeat. */
export class LifecycleTeller {
  /** One for each call: the SDK never takes its listener off a signal, so a shared one would grow for ever. */
  private readonly callsUnderWay = new Set<AbortController>();

  constructor(
    private readonly clients: Pick<TenantClients, 'of'>,
    private readonly queuePrefix: string,
  ) {}

  /** Breaks off what is under way: it stays in the outbox and is told again under the same id. */
  close(): void {
    for (const call of this.callsUnderWay) call.abort();
  }

  async start(input: LifecycleInput, deadlineMs: number): Promise<Told> {
    const { fields, startedAt: at, absentParties } = input;
    const { state } = engine.start(contextOf(input), { fields, at, ...(absentParties && { absentParties }) });
    const nextDue = state.closed ? undefined : engine.nextDue(contextOf(input), state);
    return this.startOnce(input, deadlineMs, input.definition.name, {
      workflowId: lifecycleWorkflowId(input.tenant, input.lifecycleId),
      args: [input],
      typedSearchAttributes: [
        { key: TENANT, value: input.tenant },
        { key: LIFECYCLE, value: input.lifecycleId },
        { key: REFERENCE, value: input.reference },
        { key: STAGE, value: state.stage },
        ...(nextDue === undefined ? [] : [{ key: NEXT_DUE, value: new Date(nextDue) }]),
      ],
      staticSummary: `${input.definition.title} · ${input.reference}`,
      urgent: isUrgent(input.definition),
    });
  }

  event(tenant: string, lifecycleId: string, event: EventMessage, deadlineMs: number): Promise<Told> {
    return this.update('event', tenant, lifecycleId, event, deadlineMs);
  }

  cancel(tenant: string, lifecycleId: string, cancel: CancelMessage, deadlineMs: number): Promise<Told> {
    return this.update('cancel', tenant, lifecycleId, cancel, deadlineMs);
  }

  migrate(tenant: string, lifecycleId: string, move: MigrateMessage, deadlineMs: number): Promise<Told> {
    return this.update('migrate', tenant, lifecycleId, move, deadlineMs);
  }

  steer(tenant: string, lifecycleId: string, act: SteeringMessage, deadlineMs: number): Promise<Told> {
    return this.update(act.kind, tenant, lifecycleId, act, deadlineMs);
  }

  signal(
    tenant: string,
    lifecycleId: string,
    name: 'undelivered' | 'settings' | 'calendar',
    payload: unknown,
    deadlineMs: number,
  ): Promise<Told> {
    return this.bounded(tenant, deadlineMs, async ({ workflow }) => {
      await workflow.getHandle(lifecycleWorkflowId(tenant, lifecycleId)).signal(name, payload);
      return { kind: 'told' };
    });
  }

  /** A message whose lifecycle has closed goes on in a workflow of its own. */
  carryOn(input: MessageInput, undelivered: Pick<Undelivered, 'attempt'>, deadlineMs: number): Promise<Told> {
    return this.startOnce(input, deadlineMs, MESSAGE_WORKFLOW, {
      workflowId: messageWorkflowId(input.tenant, input.messageId, undelivered.attempt),
      args: [input],
      typedSearchAttributes: [
        { key: TENANT, value: input.tenant },
        { key: LIFECYCLE, value: input.lifecycleId },
      ],
      staticSummary: '마친 일의 남은 메시지',
    });
  }

  /**
   * The workflow of a bundle, or what carries its message on after an attempt that failed. One that has ended is started
   * anew: it is only told of again when something is left to be done.
   */
  bundle(input: BundleInput, failedAttempt: number | undefined, deadlineMs: number): Promise<Told> {
    return this.startOnce(input, deadlineMs, BUNDLE_WORKFLOW, {
      workflowId: bundleWorkflowId(input.tenant, input.bundleId, failedAttempt),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      args: [input],
      typedSearchAttributes: [{ key: TENANT, value: input.tenant }],
      staticSummary: '묶음 메시지',
    });
  }

  /**
   * A call to the sender's system: delivered by a workflow of its own, which delays nothing of the lifecycle's. One that
   * was ended from outside is started anew.
   */
  callBack(input: CallbackInput, lifecycleId: string, deadlineMs: number): Promise<Told> {
    return this.startOnce(input, deadlineMs, CALLBACK_WORKFLOW, {
      workflowId: callbackWorkflowId(input.tenant, input.callbackId, input.round),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      args: [input],
      typedSearchAttributes: [
        { key: TENANT, value: input.tenant },
        { key: LIFECYCLE, value: lifecycleId },
      ],
      staticSummary: '기관 시스템에 알림',
    });
  }

  /**
   * A workflow that was started before counts as told: its id says that it is the same. Its tasks are fair between tenants:
   * when workers come back after an outage, nobody's few affairs wait behind another's many. `urgent`: and they come before all
   * others, also the tenant's own, because its messages would otherwise wait for what decides them.
   */
  private startOnce(
    { tenant }: { readonly tenant: string },
    deadlineMs: number,
    type: string,
    {
      urgent = false,
      ...options
    }: Pick<
      WorkflowStartOptions,
      'workflowId' | 'workflowIdReusePolicy' | 'args' | 'typedSearchAttributes' | 'staticSummary'
    > & { readonly urgent?: boolean },
  ): Promise<Told> {
    return this.bounded(tenant, deadlineMs, async ({ workflow }) => {
      try {
        await workflow.start(type, {
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          ...options,
          priority: { priorityKey: urgent ? 1 : 3, fairnessKey: tenant },
          taskQueue: this.queuePrefix + LIFECYCLE_QUEUE,
          workflowIdConflictPolicy: 'FAIL',
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
      return { kind: 'told' };
    });
  }

  private update(
    name: 'event' | 'cancel' | 'migrate' | SteeringMessage['kind'],
    tenant: string,
    lifecycleId: string,
    message: EventMessage | CancelMessage | SteeringMessage | MigrateMessage,
    deadlineMs: number,
  ): Promise<Told> {
    return this.bounded(tenant, deadlineMs, async ({ workflow }) => {
      const handle = workflow.getHandle(lifecycleWorkflowId(tenant, lifecycleId));
      try {
        const answer = await handle.executeUpdate<LifecycleAnswer, [typeof message]>(name, {
          updateId: message.eventId,
          args: [message],
        });
        return { kind: 'answered', answer };
      } catch (error) {
        if (!(error instanceof WorkflowUpdateFailedError)) throw error;
        return refusalIn(error);
      }
    });
  }

  private async bounded(tenant: string, deadlineMs: number, call: (client: Client) => Promise<Told>): Promise<Told> {
    const abort = new AbortController();
    this.callsUnderWay.add(abort);
    try {
      const client = await this.clients.of(tenant);
      return await client.withAbortSignal(abort.signal, () =>
        client.withDeadline(Date.now() + deadlineMs, () => call(client)),
      );
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { kind: 'gone' };
      return { kind: 'later', code: error instanceof Error ? error.name : 'UNKNOWN' };
    } finally {
      this.callsUnderWay.delete(abort);
    }
  }
}

const contextOf = ({ definition, settings, calendar }: LifecycleInput): engine.EngineContext => ({
  definition,
  settings,
  calendar,
});

/** A refusal by the validator is final; anything else that failed an update (the workflow closed, say) is looked into. */
function refusalIn(error: WorkflowUpdateFailedError): Told {
  const { cause } = error;
  if (cause instanceof ApplicationFailure && cause.type === WORKFLOW_BEHIND) return { kind: 'behind' };
  if (cause instanceof ApplicationFailure && cause.nonRetryable && cause.details?.[0]) {
    return { kind: 'refused', refusal: cause.details[0] as Refusal };
  }
  return { kind: 'gone' };
}
