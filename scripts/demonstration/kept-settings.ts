import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { writePrivately } from '../running/state-folder.js';
import { settings, type PublicApi, type Settings } from './public-api.js';

/**
 * What the tenant's settings were before the demonstration laid its own over them. It is on file as long as they are, so
 * that also a run that was killed in the middle has them put back: by the run after it.
 */
export class KeptSettings {
  constructor(private readonly file: string) {}

  /** Lays `change` over the settings. What was there before an earlier run that never put it back stays what is kept. */
  async layOver(api: PublicApi, change: (before: Settings) => Partial<Settings>): Promise<void> {
    const before = (await this.read()) ?? (await api.settings());
    await writePrivately(this.file, before);
    await api.changeSettings(change(before));
  }

  async putBack(api: PublicApi): Promise<void> {
    const before = await this.read();
    if (!before) return;
    await api.changeSettings(before);
    await rm(this.file, { force: true });
  }

  private async read(): Promise<Settings | undefined> {
    if (!existsSync(this.file)) return undefined;
    return settings.parse(JSON.parse(await readFile(this.file, 'utf8')));
  }
}
