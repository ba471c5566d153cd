import type { MigrationInterface, QueryRunner } from 'typeorm';

const told = (begun: string): string => `
drop trigger attempts_told on attempts;
create trigger attempts_told after update on attempts for each row
  when (new.state is distinct from old.state
    and (new.state in ('accepted', 'delivered', 'unconfirmed', 'failed', 'rejected', 'undecidable')
      or new.state = 'calling' and old.state = 'reserved'${begun} and new.number > 1))
  execute function tell_of_attempt();
`;

/** An attempt whose call found no connection is reserved again; that it is called again is no second fallback to tell of. */
export class FellBackOnce1795392000056 implements MigrationInterface {
  name = 'FellBackOnce1795392000056';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(told(' and old.calling_at is null'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(told(''));
  }
}
