import pg from 'pg';

/** PostgreSQL writes down by its own clock when an attempt enters `calling`. */
export async function watchCalling(superuserUrl: string): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    await client.query(`
      create table calling_seen (message_id uuid not null, at timestamptz not null);
      create function see_calling() returns trigger language plpgsql security definer as $$
      begin
        insert into public.calling_seen values (new.message_id, clock_timestamp());
        return null;
      end $$;
      create trigger see_calling after update on attempts for each row
        when (new.state = 'calling' and old.state <> 'calling') execute function see_calling();`);
  });
}

/** When PostgreSQL itself saw attempts of a message enter `calling`, ms since 1970, by message. */
export const seenCalling = (superuserUrl: string): Promise<Map<string, number[]>> =>
  asSuperuser(superuserUrl, async (client) => {
    const { rows } = await client.query<{ id: string; at: string[] }>(
      `select message_id as id, array_agg(extract(epoch from at) * 1000) as at from calling_seen group by message_id`,
    );
    return new Map(rows.map(({ id, at }) => [id, at.map(Number)]));
  });

async function asSuperuser<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
