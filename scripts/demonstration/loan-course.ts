import { setTimeout as pause } from 'node:timers/promises';
import type { Moment } from '#libs/calendar/korean-time.js';
import { loanMessages, messageOnPhone } from './loan-messages.js';
import type { LoanRow } from './loans-file.js';
import type { Observation } from './observation.js';
import { readPhone, receivedOfLoan } from './phones.js';
import type { Answered, EventAnswer, LoanStart, LoanView, PublicApi } from './public-api.js';
import type { Schedule } from './schedule.js';

/** What every loan of a run goes by. */
export interface Setting {
  readonly api: PublicApi;
  readonly simulatorUrl: string;
  readonly schedule: Schedule;
  /** Sets this run's references apart from those of every other. */
  readonly run: string;
  readonly now: () => Moment;
  readonly ended: AbortSignal;
}

/** Events are reported this long before the reminder even if the first message has not arrived by then. */
const LATEST_BEFORE_REMINDER_MS = 8_000;
const LOOK_MS = 200;

/** One loan of the file, as the library's system starts it and reports what happens to it, and what is seen of it. */
export class LoanCourse {
  readonly reference: string;
  private readonly starts: Answered<LoanView>[] = [];
  private event: Answered<EventAnswer> | undefined;
  private seen: Pick<Observation, 'loansCalled' | 'loan' | 'messages' | 'received'> = {
    loansCalled: [],
    messages: [],
    received: [],
  };
  private trouble: string | undefined;

  constructor(
    readonly row: LoanRow,
    private readonly setting: Setting,
  ) {
    this.reference = `${row.loanNo}.${setting.run}`;
  }

  /** Does what the library does about this loan. What goes wrong is kept for the observation. */
  async live(): Promise<void> {
    const { fate } = this.row;
    try {
      // A double click: both requests are on their way before either is answered.
      const requests = fate === 'asked-twice' ? [this.start(), this.start()] : [this.start()];
      this.starts.push(...(await Promise.all(requests)));
      const [answer] = this.starts;
      if (answer?.kind !== 'ok') return;
      const { id } = answer.value;
      if (fate === 'extended') {
        await this.firstMessageArrived();
        const data = { dueDate: this.setting.schedule.extendedDue };
        this.event = await this.setting.api.report(id, { type: 'extended', eventId: 'extension-1', data });
      }
      if (fate === 'returned-early') {
        await this.firstMessageArrived();
        this.event = await this.setting.api.report(id, { type: 'returned', eventId: 'return-1' });
      }
    } catch (error) {
      this.troubled(error);
    }
  }

  private start(): Promise<Answered<LoanView>> {
    const { schedule, api } = this.setting;
    const { name, phone, bookTitle, fate } = this.row;
    const reminded = fate === 'extended' || fate === 'returned-early' || fate === 'reminder-fires';
    const loan: LoanStart = {
      reference: this.reference,
      name,
      phone,
      bookTitle,
      dueDate: reminded ? schedule.remindedDue : schedule.ordinaryDue,
    };
    return api.start(loan, `demonstration-${this.reference}`);
  }

  private async firstMessageArrived(): Promise<void> {
    const { now, schedule, ended } = this.setting;
    while (this.seen.received.length === 0 && now() < schedule.reminderAt - LATEST_BEFORE_REMINDER_MS) {
      await pause(LOOK_MS, undefined, { signal: ended });
    }
  }

  /** Looks at the phone first, so that whatever it shows is in the API's timeline by then. */
  async look(): Promise<void> {
    const { api, simulatorUrl, schedule, ended } = this.setting;
    try {
      const entries = await readPhone(simulatorUrl, this.row.phone, ended);
      const loansCalled = this.starts.length === 0 ? [] : await api.loansCalled(this.reference);
      const loans = await Promise.all(loansCalled.map((id) => api.loan(id)));
      const messages = (await Promise.all(loansCalled.map((id) => api.messagesOf(id)))).flat();
      const ids = new Set(messages.map(({ id }) => id));
      const received = entries ? receivedOfLoan(entries, ids, schedule.beganAt) : this.seen.received;
      const [loan] = loans;
      this.seen = { loansCalled, messages: loanMessages(messages), received, ...(loan && { loan }) };
    } catch (error) {
      this.troubled(error);
    }
  }

  observation(reminderSeenAt: Observation['reminderSeenAt']): Observation {
    return {
      at: this.setting.now(),
      fate: this.row.fate,
      phoneNumber: this.row.phone,
      schedule: this.setting.schedule,
      starts: this.starts,
      ...this.seen,
      ...(this.event && { event: this.event }),
      reminderSeenAt,
      ...(this.trouble !== undefined && { trouble: this.trouble }),
    };
  }

  /** When the reminder was on the phone. */
  remindedAt(): Moment | undefined {
    const { messages, received } = this.seen;
    return received.find(({ messageId }) => messageOnPhone(messages, messageId)?.template === 'LOAN_DUE_SOON')?.at;
  }

  private troubled(error: unknown): void {
    if (this.setting.ended.aborted) return;
    this.trouble = `살펴보지 못했습니다: ${error instanceof Error ? error.message : String(error)}`;
  }
}
