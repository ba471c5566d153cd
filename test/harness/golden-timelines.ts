/** Timelines of worked courses that are kept as files. With UPDATE_GOLDEN=1 they are written anew; whoever does so reads them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What is kept as `name`, '' where nothing is. */
export function goldenTimeline(name: string, timeline: string): string {
  const file = new URL(`../golden/catalogue/${name}.txt`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, timeline);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
