import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whom no message reached is on a day's list for a letter. That the letter was sent is what a person did about the message,
 * and stands with the other acts.
 */
export class Letters1795392000024 implements MigrationInterface {
  name = 'Letters1795392000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create index messages_unreached on messages (tenant_id, settled_at, id) where state = 'undeliverable';

alter table message_acts drop constraint message_acts_kind_check;
alter table message_acts add constraint message_acts_kind_check
  check (kind in ('send-again', 'let-be', 'resend', 'correction', 'letter'));
alter table message_acts add column letter_on date;
alter table message_acts add constraint message_acts_letter_check check ((kind = 'letter') = (letter_on is not null));
comment on column message_acts.letter_on is 'the Korean day on which a letter went out instead';
create unique index message_acts_one_letter on message_acts (message_id) where kind = 'letter';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop index message_acts_one_letter;
alter table message_acts no force row level security;
delete from message_acts where kind = 'letter';
alter table message_acts force row level security;
alter table message_acts drop column letter_on;
alter table message_acts drop constraint message_acts_kind_check;
alter table message_acts add constraint message_acts_kind_check
  check (kind in ('send-again', 'let-be', 'resend', 'correction'));
drop index messages_unreached;
`);
  }
}
