import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { stateDiagram } from '#libs/lifecycle/diagram.js';
import { catalogue } from '#lifecycles/catalogue.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { catalogueMarkdown } from '#scripts/catalogue-page.js';

/** What people read keeps to what is there: links lead somewhere, settings exist, examples are valid. */

const root = join(import.meta.dirname, '../..');
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

interface Page {
  readonly path: string;
  readonly text: string;
}

/** What is not ours, or not written by hand. */
const NOT_READ = new Set(['node_modules', 'dist', 'coverage']);

async function pagesBelow(folder: string): Promise<Page[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<Page[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NOT_READ.has(entry.name) || entry.name.startsWith('.') ? [] : pagesBelow(path);
      return entry.name.endsWith('.md') ? [{ path, text: await read(path) }] : [];
    }),
  );
  return found.flat();
}

const withoutCode = (text: string): string =>
  text.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** As GitHub names the place of a heading: lower case, without punctuation, spaces as hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (text: string): Set<string> =>
  new Set(
    [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
      anchorOf(heading),
    ),
  );

interface Link {
  readonly from: string;
  readonly target: string;
}

const linksIn = ({ path, text }: Page): Link[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => ({ from: path, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));

/** The fence that follows a comment `<!-- test: … -->`. */
function fenceAfter(text: string, mark: string): string {
  const [, fence] = new RegExp(`<!-- test: ${mark} -->\\s+\`\`\`\\w+\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text) ?? [];
  if (fence === undefined) throw new Error(`No example is marked "${mark}".`);
  return fence;
}

let pages: Page[];
beforeAll(async () => {
  pages = await pagesBelow('.');
});

describe('the documentation', () => {
  it('has no relative link that leads nowhere', async () => {
    const links = pages.flatMap(linksIn);
    const broken = await Promise.all(
      links.map(async ({ from, target }) => {
        const [path = ''] = target.split('#');
        const file = path === '' ? join(root, from) : resolve(root, dirname(from), decodeURIComponent(path));
        const found = await access(file).then(
          () => true,
          () => false,
        );
        return found ? [] : [`${from} → ${target}`];
      }),
    );
    expect(broken.flat()).toEqual([]);
    expect(links.length).toBeGreaterThan(40);
  });

  it('has no link to a heading that is not there', () => {
    const texts = new Map(pages.map(({ path, text }) => [path, text]));
    const broken = pages.flatMap(linksIn).flatMap(({ from, target }) => {
      const [path = '', anchor] = target.split('#');
      if (anchor === undefined) return [];
      const file = path === '' ? from : relative(root, resolve(root, dirname(from), path));
      const anchors = anchorsIn(texts.get(file) ?? '');
      return anchors.has(decodeURIComponent(anchor)) ? [] : [`${from} → ${target}`];
    });
    expect(broken).toEqual([]);
  });

  it('explains to operators every setting of the configuration and no other', async () => {
    const [, table = ''] = /<!-- test: configuration -->\s+((?:\|.*\n)+)/.exec(await read('docs/operations.md')) ?? [];
    const explained = [...table.matchAll(/^\| `([A-Z][A-Z0-9_]+)` /gm)].map(([, name]) => name);
    const source = (
      await Promise.all(
        ['configuration', 'dealer-settings', 'codec-sign-in-settings', 'token-issuer-settings'].map((name) =>
          read(`libs/platform/${name}.ts`),
        ),
      )
    ).join('\n');
    const configured = new Set(
      [...source.matchAll(/\b([A-Z][A-Z0-9_]{2,}): |\benv\['([A-Z_]+)'\]/g)].map(([, name, read]) => name ?? read),
    );
    expect([...explained].sort()).toEqual([...configured].sort());
    expect(explained.length).toBeGreaterThan(15);
  });

  it('shows the shipped lifecycles as they are (npm run docs writes it)', async () => {
    expect(await read('docs/catalogue.md')).toBe(catalogueMarkdown(catalogue));
  });

  it('draws the library loan as it is', async () => {
    expect(fenceAfter(await read('README.md'), 'state diagram')).toBe(stateDiagram(libraryLoan));
  });

  it('names every reason for which a message is sent, held or given up', async () => {
    const [terms, notes, page] = await Promise.all(
      ['libs/message/planner-terms.ts', 'libs/database/message-decisions.ts', 'docs/delivery.md'].map(read),
    );
    const unionNamed = (name: string, text: string): string[] =>
      [...(new RegExp(`type ${name} =([^;]*);`).exec(text)?.[1] ?? '').matchAll(/'([A-Z_]+)'/g)].map(
        ([, code = '']) => code,
      );
    const consent = await read('libs/message/consent.ts');
    const codes = [
      ...unionNamed('ReasonCode', terms!),
      ...unionNamed('OtherReasonCode', notes!),
      ...unionNamed('AdvertisingRefusal', consent),
    ];
    expect(codes.length).toBeGreaterThan(40);
    const named = [...page!.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code = '']) => code);
    expect(named.toSorted()).toEqual([...new Set(codes)].toSorted());
  });
});
