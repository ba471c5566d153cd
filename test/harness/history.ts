import proto from '@temporalio/proto';

const { EventType } = proto.temporal.api.enums.v1;

interface HistoryEvent {
  readonly eventType?: unknown;
}

/** `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED` as `ActivityTaskScheduled`. */
export const eventName = ({ eventType }: HistoryEvent): string =>
  String(EventType[eventType as keyof typeof EventType])
    .replace('EVENT_TYPE_', '')
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_all, _gap, letter: string) => letter.toUpperCase());

/** One line an event, numbered as Temporal numbers them. */
export const printedHistory = (events: readonly HistoryEvent[]): string =>
  events.map((event, index) => `${String(index + 1).padStart(3)} ${eventName(event)}`).join('\n');
