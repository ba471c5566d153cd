import type { EntityManager } from 'typeorm';
import type { Day, Moment } from '#libs/lifecycle/state.js';

/** Up to which day a tenant's data of a name is loaded. Nobody is woken by a mark: what waits for it looks by itself. */
export interface DataMark {
  readonly name: string;
  readonly asOf: Day;
  /** ms since 1970. */
  readonly markedAt: Moment;
}

const MARK = `name, as_of::text as "asOf", (extract(epoch from marked_at) * 1000)::float8 as "markedAt"`;

/** Moves a mark forward, or leaves it where it is; marking the same day again changes nothing. Answers the mark as it stands. */
export async function moveDataMark(
  tx: EntityManager,
  tenant: string,
  { name, asOf, markedAt }: DataMark,
): Promise<DataMark> {
  await tx.query(
    `insert into data_marks (tenant_id, name, as_of, marked_at) values ($1, $2, $3, to_timestamp($4 / 1000.0))
     on conflict (tenant_id, name) do update set as_of = excluded.as_of, marked_at = excluded.marked_at
       where data_marks.as_of < excluded.as_of`,
    [tenant, name, asOf, markedAt],
  );
  const [mark] = await tx.query<DataMark[]>(`select ${MARK} from data_marks where name = $1`, [name]);
  if (!mark) throw new Error('A data mark vanished between two statements.');
  return mark;
}

/** All marks of the transaction's tenant, by name. */
export const readDataMarks = (tx: EntityManager): Promise<DataMark[]> =>
  tx.query<DataMark[]>(`select ${MARK} from data_marks order by name`);
