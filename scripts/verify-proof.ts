import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import { attemptsWith, proofSchema, type Proof } from '#libs/audit/proof.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { normalisePhone } from '#libs/message/phone-number.js';
import { ProofNotGenuine, verifiedPayload } from '#libs/platform/proof-signing.js';

const USAGE = `verify-proof <proof.json> --keys <keys.json> [--text-file <file>] [--phone-file <file>]
Verifies a proof as GET /v1/lifecycles/{id}/proof answered it, with the keys of GET /v1/proof-keys, without any network, and says
what it proves. With BONGSU_LOOKUP_KEY it also tells which attempts had this text, or went to this number (files, so
that neither stands in a command's history). Exit code 1: not genuine, or text or number do not occur.`;

const answered = z.object({ jws: z.string() });
const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string(), crv: z.string() })) });

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8')) as unknown;
const when = (at: number | null): string => (at === null ? '—' : formatKoreanMoment(at));

/** In Korean: those who read it hold it against an appeal. */
function summary({ lifecycle, messages, issuedAt, tenant, chain }: Proof): void {
  say(`서명이 맞습니다. 기관 ${tenant}, ${when(issuedAt)} 발급.`);
  say(
    `${lifecycle.type} ${lifecycle.reference} (${lifecycle.id}), ${when(lifecycle.startedAt)} 시작, 상태 ${lifecycle.state}.`,
  );
  for (const { id, template, templateHash, attempts } of messages) {
    say(`메시지 ${id}: 템플릿 ${template ?? '—'} ${templateHash?.slice(0, 12) ?? ''}`);
    for (const attempt of attempts) {
      const { number, channel, dealer, state, callingAt, resultCode, receipts } = attempt;
      const results = receipts.map(({ statusCode, receivedAt }) => `${statusCode} ${when(receivedAt)}`).join(', ');
      say(
        `  시도 ${number}: ${channel} (${dealer}) ${when(callingAt)} ${state} ${resultCode ?? ''} 결과 ${results || '—'}`,
      );
    }
  }
  if (chain) say(`감사 기록의 자리: ${chain.number}:${chain.hash}`);
}

/** Whether each text or number given occurs; needs the look-up key. */
async function occurs(
  proof: Proof,
  files: { readonly text?: string | undefined; readonly phone?: string | undefined },
): Promise<boolean> {
  if (files.text === undefined && files.phone === undefined) return true;
  const lookupKey = Buffer.from(process.env['BONGSU_LOOKUP_KEY'] ?? '', 'base64');
  // Only keyed hashes are made; nothing is wrapped.
  const keys = new PersonalDataKeys({ masterKeys: [{ id: 'none', key: Buffer.alloc(32) }], lookupKey });
  const found: boolean[] = [];
  const check = (what: 'textHash' | 'numberHash', hashOf: (messageId: string, attempt: number) => Buffer): void => {
    const hits = attemptsWith(proof, what, (messageId, attempt) => hashOf(messageId, attempt).toString('hex'));
    const where = hits.map(({ messageId, attempt }) => `${messageId}/${attempt}`).join(', ');
    say(`${what === 'textHash' ? '이 문구' : '이 번호'}: ${where || '없음'}`);
    found.push(hits.length > 0);
  };
  if (files.text !== undefined) {
    const text = (await readFile(files.text, 'utf8')).replace(/\r?\n$/, '');
    check('textHash', (messageId, attempt) => keys.proofOfText(proof.tenant, messageId, attempt, text));
  }
  if (files.phone !== undefined) {
    const phone = normalisePhone((await readFile(files.phone, 'utf8')).trim());
    if ('problem' in phone) throw new Error('The file does not hold a Korean mobile number.');
    check('numberHash', (messageId, attempt) => keys.proofOfNumber(proof.tenant, messageId, attempt, phone.number));
  }
  return found.every(Boolean);
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keys: { type: 'string' }, 'text-file': { type: 'string' }, 'phone-file': { type: 'string' } },
  });
  const [path] = positionals;
  if (path === undefined || values.keys === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  const { jws } = answered.parse(await json(path));
  const { keys } = keySet.parse(await json(values.keys));
  try {
    const proof = proofSchema.parse(await verifiedPayload(jws, keys));
    summary(proof);
    return (await occurs(proof, { text: values['text-file'], phone: values['phone-file'] })) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ProofNotGenuine)) throw error;
    say('서명이 맞지 않습니다. 이 증명은 믿을 수 없습니다.');
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
