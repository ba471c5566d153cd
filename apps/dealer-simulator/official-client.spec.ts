import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SolapiMessageService } from 'solapi';
import { brandWords, BUBBLES } from '#libs/content/brand-content.js';
import type { Picture } from '#libs/dealers/dealer.js';
import { FILE_TYPES } from '#libs/dealers/solapi/solapi-images.js';
import { wireMessage } from '#libs/dealers/solapi/wire-message.js';
import { BRAND_MESSAGES, picturesIn } from '../../test/fixtures/brand-messages.js';
import { jpegOf } from '../../test/fixtures/pictures.js';
import { DEFAULT_ACCOUNT } from './options.js';
import type { Simulator } from './simulator.js';
import { call, FROM, startSimulator } from './spec-support.js';

/**
 * Solapi's own client, unmodified, against the simulator. Its host is fixed in its code, so `fetch` leads it here; its
 * strict reading of answers shows that their shape is right.
 */
const DEALER = 'https://api.solapi.com';
const realFetch = globalThis.fetch;

/** Jest runs tests in a realm of their own, where the errors of Node's fetch are no `Error`s to the client. */
function ofThisRealm(error: { message: string; cause?: { code?: string } }): never {
  throw new TypeError(error.message, { cause: { code: error.cause?.code } });
}

let simulator: Simulator;
const client = new SolapiMessageService(DEFAULT_ACCOUNT.apiKey, DEFAULT_ACCOUNT.apiSecret);
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.control.reset();
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return realFetch(url.replace(DEALER, simulator.url), init).catch(ofThisRealm);
  };
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

let folder = '';
afterAll(() => rm(folder, { recursive: true, force: true }));
async function fileOf({ bytes, format }: { readonly bytes: Uint8Array; readonly format: string }): Promise<string> {
  folder ||= await mkdtemp(join(tmpdir(), 'bongsu-picture-'));
  const path = join(folder, `picture.${format}`);
  await writeFile(path, bytes);
  return path;
}

const kakaoOptions = { pfId: 'P1', templateId: 'T1', variables: { 이름: '김하늘' }, disableSms: true };

describe('the official client', () => {
  it('sends an 알림톡, writing bare variable names as the dealer wants them', async () => {
    const answer = await client.send({ to: '010-5500-0001', from: FROM, kakaoOptions });
    expect(answer.groupInfo.count.registeredSuccess).toBe(1);
    expect(simulator.control.phone('01055000001').received).toMatchObject([{ text: '김하늘님, 안녕하세요.' }]);
  });

  it('uploads a picture and sends it in an MMS', async () => {
    const { fileId } = await client.uploadFile(
      await fileOf({ bytes: jpegOf(800, 400), format: 'jpeg' }),
      'MMS',
      'sale.jpg',
    );
    const message = {
      to: '01055000002',
      from: FROM,
      type: 'MMS',
      subject: '안내',
      text: '전시가 열렸습니다.',
    } as const;
    await client.send({ ...message, imageId: fileId });
    expect(simulator.control.phone('01055000002').received).toMatchObject([
      { channel: 'mms', subject: '안내', text: '전시가 열렸습니다.', image: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it.each(BUBBLES)('takes a brand message as we write it for one of its own, and sends it: %s', async (bubble) => {
    simulator.control.addChannel('01055000003', 'P1');
    const content = BRAND_MESSAGES[bubble];
    const pictures: Picture[] = [];
    for (const picture of picturesIn(content)) {
      const { fileId } = await client.uploadFile(await fileOf(picture), FILE_TYPES[picture.use], 'picture');
      pictures.push({ ...picture, reference: fileId });
    }
    const written = wireMessage({
      key: 'k1',
      channel: 'brand',
      to: '01055000003',
      from: FROM,
      text: brandWords(content),
      brand: { channelId: 'P1', content: { ...content, optOutNumber: '0801234567' } },
      pictures,
    });
    const answer = await client.send(written as unknown as Parameters<typeof client.send>[0], {
      showMessageList: true,
    });
    expect(answer.messageList).toMatchObject([{ statusCode: '2000' }]);
  });

  it('itself refuses a list of three items, as the simulator does', async () => {
    const { items = [], ...list } = BRAND_MESSAGES.WIDE_ITEM_LIST;
    const content = { ...list, items: items.slice(0, 3), optOutNumber: '0801234567' };
    const pictures = picturesIn(content).map((picture) => ({ ...picture, reference: 'ST01FL' }));
    const written = wireMessage({
      key: 'k1',
      channel: 'brand',
      to: '01055000003',
      from: FROM,
      text: '',
      brand: { channelId: 'P1', content },
      pictures,
    });
    await expect(client.send(written as unknown as Parameters<typeof client.send>[0])).rejects.toThrow(
      /subWideItemList/,
    );
    const answer = await call(simulator, 'POST', 'messages/v4/send-many/detail', { messages: [written] });
    expect(answer.body).toMatchObject({ failedMessageList: [{ statusCode: '1010' }] });
  });

  it('sends several messages and learns their ids', async () => {
    const messages = ['1', '2'].map((digit) => ({ to: `0105500000${digit}`, from: FROM, text: '안녕하세요.' }));
    const answer = await client.send(messages, { showMessageList: true });
    expect(answer.messageList?.map(({ statusCode }) => statusCode)).toEqual(['2000', '2000']);
  });

  it('learns which messages were refused', async () => {
    const refused = client.send({ to: '01055000001', from: '0298765432', text: '안녕하세요.' });
    await expect(refused).rejects.toMatchObject({ failedMessageList: [{ statusCode: '1062' }] });
  });

  it('goes through a group in two phases', async () => {
    const groupId = await client.createGroup();
    await client.addMessagesToGroup(groupId, [{ to: '01055000001', from: FROM, kakaoOptions }]);
    expect((await client.getGroup(groupId)).status).toBe('PENDING');
    await client.sendGroup(groupId);
    const { status, count } = await client.getGroup(groupId);
    expect([status, count.sentSuccess]).toEqual(['COMPLETE', 1]);
  });

  it('reads a group’s messages and the list', async () => {
    const groupId = await client.createGroup();
    await client.addMessagesToGroup(groupId, [
      { to: '01055000001', from: FROM, kakaoOptions, customFields: { bongsu: 'k1' } },
    ]);
    await client.sendGroup(groupId);
    const { messageList } = await client.getGroupMessages(groupId);
    const listed = await client.getMessages({ groupId });
    expect(Object.values(messageList)).toMatchObject([{ statusCode: '4000', customFields: { bongsu: 'k1' } }]);
    expect(Object.keys(listed.messageList)).toEqual(Object.keys(messageList));
  });

  it('understands a refusal of the dealer', async () => {
    await expect(client.getGroup('G4V00000000000000XXXXXXXXXXXXXXX')).rejects.toMatchObject({
      errorCode: 'ResourceNotFound',
      httpStatus: 404,
    });
  });

  it('sends again by itself when the connection breaks after acceptance, which is why we do not use it', async () => {
    await client.send({ to: '01055120001', from: FROM, kakaoOptions }).catch(() => undefined);
    expect(simulator.control.phone('01055120001').received.length).toBeGreaterThan(1);
  });

  it('registers a template, has it reviewed, changes, lists and deletes it', async () => {
    simulator.control.changeSettings({ templateReviews: 'wait' });
    const { templateId } = await client.createKakaoAlimtalkTemplate({
      channelId: 'P1',
      name: '대출 안내',
      content: '#{이름}님, 빌리셨습니다.',
      categoryCode: '999999',
      buttons: [{ buttonType: 'WL', buttonName: '연장', linkMo: 'https://lib.example.kr/#{토큰}' }],
    });
    expect((await client.getKakaoAlimtalkTemplate(templateId)).status).toBe('PENDING');
    await client.updateKakaoAlimtalkTemplate(templateId, { content: '#{이름}님, 대출되었습니다.' });
    const { templateList } = await client.getKakaoAlimtalkTemplates({ channelId: 'P1', name: '대출' });
    expect(templateList).toMatchObject([{ templateId, content: '#{이름}님, 대출되었습니다.', status: 'PENDING' }]);
    // Their client has no call that asks for a review.
    await call(simulator, 'PUT', `kakao/v2/templates/${templateId}/inspection`, {});
    expect((await client.getKakaoAlimtalkTemplate(templateId)).status).toBe('INSPECTING');
    await client.cancelInspectionKakaoAlimtalkTemplate(templateId);
    await client.updateKakaoAlimtalkTemplateName(templateId, '대출 시작 안내');
    await client.removeKakaoAlimtalkTemplate(templateId);
    await expect(client.getKakaoAlimtalkTemplate(templateId)).rejects.toMatchObject({ httpStatus: 404 });
  });

  it('reads a reviewer’s words', async () => {
    simulator.control.putTemplates([{ templateId: 'T9', pfId: 'P1', content: '안내', status: 'INSPECTING' }]);
    simulator.control.reviewTemplate('T9', 'reject', '근거를 적어 주십시오.');
    const { status, comments } = await client.getKakaoAlimtalkTemplate('T9');
    expect([status, comments?.[0]?.content]).toEqual(['REJECTED', '근거를 적어 주십시오.']);
  });

  it('may not change or delete what is approved', async () => {
    await expect(client.updateKakaoAlimtalkTemplate('T1', { content: '다른 글' })).rejects.toMatchObject({
      errorCode: 'InvalidStatus',
    });
    await expect(client.removeKakaoAlimtalkTemplate('T1')).rejects.toMatchObject({ errorCode: 'InvalidStatus' });
  });
});
