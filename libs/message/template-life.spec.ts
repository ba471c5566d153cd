import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterNews,
  latestAt,
  liveAt,
  nextVersion,
  refusalOfMove,
  TEMPLATE_STATES,
  type DeskRules,
  type TemplateNews,
  type VersionAtHand,
} from './template-life.js';

const IN_PLACE: DeskRules = {
  registers: true,
  reviewsByItself: true,
  editable: ['approved', 'rejected'],
  reviewable: ['rejected'],
  cancellable: [],
  deletable: ['registered', 'rejected'],
};
const BESIDE: DeskRules = {
  registers: true,
  reviewsByItself: false,
  editable: ['registered', 'rejected'],
  reviewable: ['registered', 'rejected'],
  cancellable: ['inspecting'],
  deletable: ['registered', 'rejected'],
};
const READ_ONLY: DeskRules = { ...BESIDE, registers: false };

const version = (change: Partial<VersionAtHand> = {}): VersionAtHand => ({
  version: 1,
  dealer: 'nhn',
  dealerTemplateId: 'T',
  state: 'approved',
  body: '옛 글',
  comments: [],
  blocked: false,
  dormant: false,
  ...change,
});
const edit = version({ version: 2, state: 'inspecting', body: '새 글' });
const news = (change: Partial<TemplateNews> = {}): TemplateNews => ({
  dealerTemplateId: 'T',
  name: '안내',
  review: 'approved',
  body: '옛 글',
  comments: [],
  ...change,
});
const after = (versions: readonly VersionAtHand[], told: TemplateNews): VersionAtHand[] => {
  const changes = new Map(afterNews(versions, told).map((change) => [change.version, change]));
  return versions.map((each) => ({ ...each, ...changes.get(each.version) }));
};

describe('nextVersion', () => {
  it('changes an approved content in its place where the dealer can keep the old one live', () => {
    expect(nextVersion([version()], 'nhn', IN_PLACE)).toMatchObject({ by: 'edit', of: { version: 1 } });
  });

  it('registers beside an approved content where it cannot be changed', () => {
    expect(nextVersion([version()], 'nhn', BESIDE)).toEqual({ by: 'register' });
  });

  it('registers where there is nothing at this dealer, whatever there is at another', () => {
    expect(nextVersion([version({ dealer: 'solapi' })], 'nhn', IN_PLACE)).toEqual({ by: 'register' });
  });

  it.each(['draft', 'inspecting'] as const)('waits for what is %s', (state) => {
    expect(nextVersion([version({ state })], 'nhn', BESIDE)).toEqual({ refusal: 'TEMPLATE_UNDER_WAY' });
  });

  it('refuses what NHN refuses as -3012: to edit what waits for its reviewer', () => {
    expect(nextVersion([version({ state: 'registered' })], 'nhn', IN_PLACE)).toEqual({
      refusal: 'TEMPLATE_STATE_UNFIT',
    });
  });

  it('makes nothing where the dealer’s templates are made on its own site', () => {
    expect(nextVersion([], 'popbill', READ_ONLY)).toEqual({ refusal: 'TEMPLATE_DESK_READ_ONLY' });
  });
});

describe('refusalOfMove', () => {
  it('lets nobody delete what is approved', () => {
    expect(refusalOfMove({ state: 'approved' }, 'delete', IN_PLACE)).toBe('TEMPLATE_STATE_UNFIT');
  });

  it('tells a move that the dealer does not offer from one at the wrong time', () => {
    expect(refusalOfMove({ state: 'inspecting' }, 'cancel-review', IN_PLACE)).toBe('TEMPLATE_ACT_NOT_OFFERED');
    expect(refusalOfMove({ state: 'approved' }, 'cancel-review', BESIDE)).toBe('TEMPLATE_STATE_UNFIT');
    expect(refusalOfMove({ state: 'inspecting' }, 'cancel-review', BESIDE)).toBeUndefined();
  });

  it('notes a release also where templates are read only', () => {
    expect(refusalOfMove({ state: 'approved' }, 'release', READ_ONLY)).toBeUndefined();
  });
});

describe('afterNews', () => {
  it('keeps the old content live while its edit is in review', () => {
    const changed = after([version(), edit], news({ edit: { review: 'inspecting', body: '새 글', comments: [] } }));
    expect(liveAt(changed, 'nhn')?.version).toBe(1);
  });

  it('does not take news of the live content for news of its edit', () => {
    expect(afterNews([version(), edit], news())).toEqual([]);
  });

  it('puts the edit in the place of the old content once it is approved', () => {
    const changed = after([version(), edit], news({ body: '새 글' }));
    expect(changed.map(({ state }) => state)).toEqual(['superseded', 'approved']);
  });

  it('leaves the old content live when its edit is rejected, and keeps the reviewer’s words', () => {
    const comments = [{ by: 'dealer', text: '광고성 문구', at: null }] as const;
    const changed = after([version(), edit], news({ edit: { review: 'rejected', body: '새 글', comments } }));
    expect(changed.map(({ state }) => state)).toEqual(['approved', 'rejected']);
    expect(changed[1]?.comments).toEqual(comments);
  });

  it('follows what was made on the dealer’s site only if it says the same there', () => {
    const adopted = version({ state: 'registered', adopted: true, body: '글\n둘째 줄' });
    expect(after([adopted], news({ body: '글\r\n둘째 줄' }))[0]?.state).toBe('approved');
    expect(after([adopted], news({ body: '글  둘째 줄' }))[0]).toMatchObject({
      state: 'rejected',
      comments: [{ by: 'us' }],
    });
  });

  it('notes that a template is blocked or sleeps, and that it no longer is', () => {
    const [asleep] = after([version()], news({ dormant: true, blocked: true }));
    expect(asleep).toMatchObject({ dormant: true, blocked: true });
    expect(after([asleep!], news())[0]).toMatchObject({ dormant: true, blocked: true });
    expect(after([asleep!], news({ dormant: false, blocked: false }))[0]).toMatchObject({
      dormant: false,
      blocked: false,
    });
  });

  const states = fc.constantFrom(...TEMPLATE_STATES);
  const bodies = fc.constantFrom('가', '나', '다');
  const histories = fc.array(fc.record({ state: states, body: bodies }), { minLength: 1, maxLength: 5 }).map((rows) =>
    rows
      .map((row, index) => version({ ...row, version: index + 1 }))
      // Of one id at most one content is live.
      .map((row, index, all) =>
        row.state === 'approved' && all.slice(index + 1).some(({ state }) => state === 'approved')
          ? { ...row, state: 'superseded' as const }
          : row,
      ),
  );
  const reviews = fc.constantFrom('registered', 'inspecting', 'approved', 'rejected' as const);
  const plainNews = fc.record({ review: reviews, body: bodies });
  // An edit stands beside a content that is live: of any other a dealer keeps one content only.
  const editNews = fc.record({
    review: fc.constant('approved' as const),
    body: bodies,
    edit: fc.record({ review: reviews, body: bodies, comments: fc.constant([]) }),
  });
  const anyNews: fc.Arbitrary<Partial<TemplateNews>> = fc.oneof(plainNews, editNews);

  it('never has two contents live under one id, and news heard twice changes nothing more', () => {
    fc.assert(
      fc.property(histories, anyNews, (versions, given) => {
        const told = news(given);
        const changed = after(versions, told);
        expect(changed.filter(({ state }) => state === 'approved').length).toBeLessThanOrEqual(1);
        expect(afterNews(changed, told)).toEqual([]);
      }),
    );
  });

  it('takes the live content away only for another one, or when the dealer says so of it', () => {
    fc.assert(
      fc.property(histories, anyNews, (versions, given) => {
        const told = news(given);
        const before = liveAt(versions, 'nhn');
        const changed = after(versions, told);
        if (!before || liveAt(changed, 'nhn')) return;
        // Nothing newer stood beside it, so the news was of itself.
        expect(
          latestAt(
            versions.filter(({ state }) => state !== 'draft'),
            'nhn',
          )?.version,
        ).toBe(before.version);
        expect(told.review).not.toBe('approved');
      }),
    );
  });
});
