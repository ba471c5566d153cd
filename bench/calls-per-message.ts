/** What a call for each message costs against one call for many, at Solapi as the simulator plays it: docs/adr tells why we pay it. */
import { DEFAULT_ACCOUNT } from '#apps/dealer-simulator/options.js';
import { createSimulator } from '#apps/dealer-simulator/simulator.js';
import { SolapiClient } from '#libs/dealers/solapi/solapi-client.js';
import { SolapiDealer } from '#libs/dealers/solapi/solapi-dealer.js';
import type { DealerMessage } from '#libs/dealers/dealer.js';

const MESSAGES = 200;
const FROM = '0212345678';
const simulator = await createSimulator({ senderNumbers: [FROM], settings: { receipts: 'never' } });
const options = { ...DEFAULT_ACCOUNT, baseUrl: simulator.url, timeoutMs: 10_000, now: Date.now };

const messageTo = (index: number): DealerMessage => ({
  key: `city/0198c0de-0000-8000-8000-${String(index).padStart(12, '0')}/1`,
  channel: 'sms',
  to: `0105500${String(index).padStart(4, '0')}`,
  from: FROM,
  text: '안녕하세요.',
});

async function measured(name: string, work: () => Promise<void>): Promise<void> {
  const { total } = simulator.control.requests();
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  const calls = simulator.control.requests().total - total;
  process.stdout.write(`${name}: ${calls} calls, ${(ms / MESSAGES).toFixed(2)} ms a message\n`);
}

const dealer = new SolapiDealer({ ...options, webhookSecret: 'secret' });
const one = async (index: number): Promise<void> => {
  const prepared = await dealer.prepare(messageTo(index));
  if (prepared.kind === 'prepared') await dealer.commit(prepared.groupId);
};
const client = new SolapiClient(options);

try {
  await measured('one message in a group, one after the other', async () => {
    for (let index = 0; index < MESSAGES; index += 1) await one(index);
  });
  await measured('one message in a group, twenty at once', async () => {
    for (let index = 0; index < MESSAGES; index += 20)
      await Promise.all(Array.from({ length: 20 }, (_, place) => one(1_000 + index + place)));
  });
  await measured('all in one group', async () => {
    const messages = Array.from({ length: MESSAGES }, (_, index) => {
      const { to, from, text } = messageTo(2_000 + index);
      return { to, from, text, type: 'SMS' };
    });
    await client.call('POST', '/messages/v4/send-many/detail', { messages });
  });
} finally {
  await simulator.close();
}
