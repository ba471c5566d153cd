import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_ALIGO_ACCOUNT,
  DEFAULT_NHN_ACCOUNT,
  DEFAULT_POPBILL_ACCOUNT,
} from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import { AligoTemplateDesk } from '#libs/dealers/aligo/template-desk.js';
import { NhnTemplateDesk } from '#libs/dealers/nhn/template-desk.js';
import { PopbillTemplateDesk } from '#libs/dealers/popbill/template-desk.js';
import { SolapiTemplateDesk } from '#libs/dealers/solapi/template-desk.js';
import type { DeskAnswer, DeskTemplate, TemplateDesk, TemplatePicture } from '#libs/dealers/template-desk.js';
import type { TemplateNews } from '#libs/message/template-life.js';
import { jpegOf, pngOf } from '../fixtures/pictures.js';

/** What every dealer's desk must do, whatever the dealer: registering, syncing and editing rely on nothing else. */

const common = { timeoutMs: 1_000, now: Date.now };
const nhnAt = (baseUrl: string) => ({
  alimtalk: { baseUrl, ...DEFAULT_NHN_ACCOUNT.alimtalk },
  text: { baseUrl, ...DEFAULT_NHN_ACCOUNT.text },
});
interface Adapter {
  readonly name: 'solapi' | 'nhn' | 'aligo';
  readonly at: (url: string) => TemplateDesk;
  readonly wrong: (url: string) => TemplateDesk;
}
const ADAPTERS: readonly Adapter[] = [
  {
    name: 'solapi',
    at: (baseUrl) => new SolapiTemplateDesk({ ...common, ...DEFAULT_ACCOUNT, baseUrl }),
    wrong: (baseUrl) => new SolapiTemplateDesk({ ...common, apiKey: 'X', apiSecret: 'Y', baseUrl }),
  },
  {
    name: 'nhn',
    at: (url) => new NhnTemplateDesk({ ...common, ...nhnAt(url) }),
    wrong: (url) =>
      new NhnTemplateDesk({ ...common, ...nhnAt(url), alimtalk: { baseUrl: url, appKey: 'X', secretKey: 'Y' } }),
  },
  {
    name: 'aligo',
    at: (url) => new AligoTemplateDesk({ ...common, ...DEFAULT_ALIGO_ACCOUNT, kakaoUrl: url, textUrl: url }),
    wrong: (url) => new AligoTemplateDesk({ ...common, apiKey: 'X', userId: 'Y', kakaoUrl: url, textUrl: url }),
  },
];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({
    templates: [{ templateId: 'T1', pfId: 'P1', name: '있던 것', content: '#{이름}님, 안녕하세요.' }],
    settings: { templateReviews: 'wait' },
  });
});
afterAll(() => simulator.close());

let made = 0;
const template = (change: Partial<DeskTemplate> = {}): DeskTemplate => {
  made += 1;
  return {
    channelId: 'P1',
    wantedId: `LOAN_${made}`,
    name: `대출 안내 (LOAN ${made})`,
    categoryCode: '999999',
    content: {
      body: '#{이름}님, 빌리셨습니다.\n반납일: #{반납일}',
      emphasize: { title: '대출', subtitle: '안내' },
      buttons: [{ type: 'WL', name: '연장', linkMo: 'https://lib.example.kr/l/#{링크_연장}' }],
    },
    ...change,
  };
};
const done = <T>(answer: DeskAnswer<T>): T => {
  if (answer.kind !== 'done') throw new Error(JSON.stringify(answer));
  return answer.value;
};

/** A template with a picture as the worker gives it to a desk: uploaded first, where the dealer wants that. */
async function pictured(
  desk: TemplateDesk,
  picture: TemplatePicture,
): Promise<Pick<DeskTemplate, 'content' | 'pictures'>> {
  const image = desk.pictures ? done(await desk.pictures.upload(picture)).reference : 'a'.repeat(64);
  const items = [
    { title: '책', description: '어린 왕자' },
    { title: '반납일', description: '12월 1일' },
  ];
  return {
    content: {
      body: '빌리셨습니다.',
      ...(picture.use === 'alimtalk'
        ? { image }
        : { itemList: { highlight: { title: '대출', description: '안내', image }, items } }),
    },
    ...(!desk.pictures && { pictures: [picture] }),
  };
}

describe.each(ADAPTERS)('The desk of $name', ({ name, at, wrong }) => {
  let desk: TemplateDesk;
  beforeEach(() => {
    desk = at(simulator.url);
    simulator.control.removeFaults();
  });

  const shown = async (id: string): Promise<TemplateNews | undefined> =>
    done(await desk.list('P1', [id])).find(({ dealerTemplateId }) => dealerTemplateId === id);
  const registered = async (given = template()): Promise<string> => done(await desk.register(given)).id;
  const inReview = async (): Promise<string> => {
    const id = await registered();
    if (!desk.capabilities.reviewsByItself) done(await desk.requestReview({ channelId: 'P1', id }, ''));
    return id;
  };

  it('goes by the name under which it is kept', () => {
    expect(desk.name).toBe(name);
  });

  it('registers a template, which the list then shows with the same words', async () => {
    const given = template();
    const id = await registered(given);
    expect(await shown(id)).toMatchObject({
      name: given.name,
      body: given.content.body,
      review: desk.capabilities.reviewsByItself ? 'inspecting' : 'registered',
    });
  });

  it('registers everything that a person will see of it', async () => {
    const id = await registered();
    expect(simulator.control.templates().find(({ templateId }) => templateId === id)).toMatchObject({
      emphasizeType: 'TEXT',
      emphasizeTitle: '대출',
      emphasizeSubtitle: '안내',
      buttons: [{ buttonType: 'WL', buttonName: '연장', linkMo: 'https://lib.example.kr/l/#{링크_연장}' }],
    });
  });

  it.each([
    ['of a 이미지형', 'alimtalk', jpegOf(800, 400)],
    ['beside a highlight', 'alimtalk-highlight', pngOf(200, 200)],
  ] as const)('registers the picture %s, or says that it takes none', async (_what, use, bytes) => {
    const picture = { use, bytes, format: use === 'alimtalk' ? ('jpeg' as const) : ('png' as const) };
    if (!desk.capabilities.pictures.includes(use)) {
      expect([name, use]).toEqual(['aligo', 'alimtalk-highlight']);
      return;
    }
    const id = await registered(template(await pictured(desk, picture)));
    expect(simulator.control.templates().find(({ templateId }) => templateId === id)).toMatchObject({
      emphasizeType: use === 'alimtalk' ? 'IMAGE' : 'ITEM_LIST',
      picture: { hash: createHash('sha256').update(bytes).digest('hex') },
    });
  });

  it('changes the picture of what was rejected', async () => {
    const id = await inReview();
    simulator.control.reviewTemplate(id, 'reject', '그림을 넣어 주십시오.');
    const bytes = pngOf(1_000, 500);
    done(await desk.edit(id, template(await pictured(desk, { use: 'alimtalk', format: 'png', bytes }))));
    expect(simulator.control.templates().find(({ templateId }) => templateId === id)).toMatchObject({
      emphasizeType: 'IMAGE',
      picture: { hash: createHash('sha256').update(bytes).digest('hex') },
    });
  });

  it('is refused a picture that is no template’s, and registers nothing with it', async () => {
    const picture = { use: 'alimtalk', format: 'jpeg', bytes: jpegOf(800, 401) } as const;
    const answer = desk.pictures
      ? await desk.pictures.upload(picture)
      : await desk.register(template(await pictured(desk, picture)));
    expect(answer.kind).toBe('refused');
  });

  it('follows a review to its approval', async () => {
    const id = await inReview();
    expect((await shown(id))?.review).toBe('inspecting');
    simulator.control.reviewTemplate(id, 'approve');
    expect((await shown(id))?.review).toBe('approved');
  });

  it('tells why a template was rejected, in the reviewer’s words', async () => {
    const id = await inReview();
    simulator.control.reviewTemplate(id, 'reject', '광고성 문구를 빼 주십시오.');
    expect(await shown(id)).toMatchObject({
      review: 'rejected',
      comments: [{ by: 'dealer', text: '광고성 문구를 빼 주십시오.' }],
    });
    expect((await shown(id))?.comments[0]?.at).toBeGreaterThan(Date.now() - 60_000);
  });

  it('changes what was rejected under the same id', async () => {
    const id = await inReview();
    simulator.control.reviewTemplate(id, 'reject', '다시');
    expect(done(await desk.edit(id, template({ content: { body: '고친 글' } }))).id).toBe(id);
    expect(await shown(id)).toMatchObject({ body: '고친 글' });
  });

  it('has what was rejected reviewed again', async () => {
    const id = await inReview();
    simulator.control.reviewTemplate(id, 'reject', '근거가 없습니다.');
    done(await desk.requestReview({ channelId: 'P1', id }, '신청인이 요청한 안내입니다.'));
    expect((await shown(id))?.review).toBe('inspecting');
  });

  it('deletes what was rejected, and nothing that is approved', async () => {
    const id = await inReview();
    simulator.control.reviewTemplate(id, 'reject');
    done(await desk.remove({ channelId: 'P1', id }));
    expect(await shown(id)).toBeUndefined();
    expect(await desk.remove({ channelId: 'P1', id: 'T1' })).toMatchObject({
      kind: 'refused',
      refusal: 'TEMPLATE_STATE_UNFIT',
    });
  });

  it('keeps its word on what may be edited in which state', async () => {
    const id = await inReview();
    expect(await desk.edit(id, template())).toMatchObject({ kind: 'refused', refusal: 'TEMPLATE_STATE_UNFIT' });
    simulator.control.reviewTemplate(id, 'approve');
    const answer = await desk.edit(id, template({ content: { body: '새 글' } }));
    expect(answer.kind).toBe(desk.capabilities.editable.includes('approved') ? 'done' : 'refused');
  });

  it('says that a template is not there', async () => {
    expect(await desk.remove({ channelId: 'P1', id: 'NOBODY' })).toMatchObject({
      kind: 'refused',
      refusal: 'TEMPLATE_NOT_AT_DEALER',
    });
  });

  it('knows nothing of a call that was broken off after it was done, and finds the template by its name', async () => {
    const given = template();
    simulator.control.addFault({ endpoint: `${name}-templates`, accepted: true, effect: { kind: 'reset' } });
    expect((await desk.register(given)).kind).toBe('unknown');
    expect(done(await desk.list('P1', [])).filter((each) => each.name === given.name)).toHaveLength(1);
  });

  it('knows nothing of a call that a 500 or silence answered', async () => {
    const answers = [];
    for (const effect of [
      { kind: 'status', status: 500, errorCode: 'InternalError', errorMessage: '오류' },
      { kind: 'hang' },
    ] as const) {
      simulator.control.addFault({ endpoint: `${name}-templates`, accepted: true, effect });
      answers.push((await desk.register(template())).kind);
    }
    expect(answers).toEqual(['unknown', 'unknown']);
  });

  it('says so when the dealer is away or refuses the account, and that nothing was done', async () => {
    const gone = await createSimulator();
    await gone.close();
    expect(await at(gone.url).register(template())).toMatchObject({ kind: 'unavailable' });
    expect(await wrong(simulator.url).register(template())).toMatchObject({ kind: 'unavailable' });
  });

  it('does without a call what the dealer does not offer', async () => {
    if (desk.capabilities.cancellable.length > 0) {
      const id = await inReview();
      done(await desk.cancelReview({ channelId: 'P1', id }));
      expect((await shown(id))?.review).toBe('registered');
      return;
    }
    const before = simulator.control.requests().total;
    expect(await desk.cancelReview({ channelId: 'P1', id: 'T1' })).toMatchObject({
      refusal: 'TEMPLATE_ACT_NOT_OFFERED',
    });
    expect(simulator.control.requests().total).toBe(before);
  });
});

describe('The desk of nhn', () => {
  const desk = (): NhnTemplateDesk => new NhnTemplateDesk({ ...common, ...nhnAt(simulator.url) });
  const shown = async (id: string) =>
    done(await desk().list('P1', [id])).find(({ dealerTemplateId }) => dealerTemplateId === id);

  it('shows an edit of what is approved apart from the content that is sent', async () => {
    const id = done(await desk().register(template())).id;
    simulator.control.reviewTemplate(id, 'approve');
    done(await desk().edit(id, template({ content: { body: '새 글' } })));
    expect(await shown(id)).toMatchObject({
      review: 'approved',
      body: '#{이름}님, 빌리셨습니다.\n반납일: #{반납일}',
      edit: { review: 'inspecting', body: '새 글' },
    });
    simulator.control.reviewTemplate(id, 'approve');
    expect(await shown(id)).toMatchObject({ review: 'approved', body: '새 글' });
  });

  it('says that a template sleeps or is blocked', async () => {
    simulator.control.flagTemplate('T1', { dormant: true, blocked: true });
    expect(await shown('T1')).toMatchObject({ dormant: true, blocked: true });
  });

  it('refuses a name that is taken', async () => {
    const given = template();
    done(await desk().register(given));
    expect(await desk().register({ ...template(), name: given.name })).toMatchObject({
      kind: 'refused',
      refusal: 'TEMPLATE_NAME_TAKEN',
    });
  });
});

describe('The desk of aligo', () => {
  it('refuses a template that its form cannot say, instead of registering half of it', async () => {
    const desk = new AligoTemplateDesk({
      ...common,
      ...DEFAULT_ALIGO_ACCOUNT,
      kakaoUrl: simulator.url,
      textUrl: simulator.url,
    });
    const content = { body: '안내', header: '머리말' };
    expect(await desk.register(template({ content }))).toMatchObject({ refusal: 'TEMPLATE_CONTENT_REFUSED' });
  });

  it('refuses a picture that is named by an address, which its form cannot say', async () => {
    const desk = new AligoTemplateDesk({
      ...common,
      ...DEFAULT_ALIGO_ACCOUNT,
      kakaoUrl: simulator.url,
      textUrl: simulator.url,
    });
    const content = { body: '안내', image: 'https://mud-kage.kakao.com/dn/1/img_l.jpg' };
    expect(await desk.register(template({ content }))).toMatchObject({ refusal: 'TEMPLATE_CONTENT_REFUSED' });
  });
});

describe('The desk of popbill', () => {
  const desk = (): TemplateDesk =>
    new PopbillTemplateDesk({
      ...common,
      ...DEFAULT_POPBILL_ACCOUNT,
      service: 'POPBILL',
      baseUrl: simulator.url,
      authUrl: simulator.url,
    });

  it('reads what is approved on the channel', async () => {
    simulator.control.putTemplates([{ templateId: 'T2', pfId: 'P2', content: '다른 채널' }]);
    expect(done(await desk().list('P1', []))).toContainEqual(
      expect.objectContaining({ dealerTemplateId: 'T1', review: 'approved', body: '#{이름}님, 안녕하세요.' }),
    );
    expect(done(await desk().list('P1', [])).map(({ dealerTemplateId }) => dealerTemplateId)).not.toContain('T2');
  });

  it('registers and changes nothing', async () => {
    const refused = { kind: 'refused', refusal: 'TEMPLATE_ACT_NOT_OFFERED' };
    const reference = { channelId: 'P1', id: 'T1' };
    expect(await desk().register(template())).toMatchObject(refused);
    expect(await desk().edit('T1', template())).toMatchObject(refused);
    expect(await desk().requestReview(reference, '')).toMatchObject(refused);
    expect(await desk().remove(reference)).toMatchObject(refused);
  });
});
