import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CODE_TABLES } from '#libs/dealers/code-tables.js';
import { dealersMarkdown } from '#scripts/dealers-page.js';

describe('The page of dealers', () => {
  it('shows the codes as they are read (npm run docs writes it)', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/dealers.md'), 'utf8');
    expect(page).toBe(dealersMarkdown(CODE_TABLES));
  });
});
