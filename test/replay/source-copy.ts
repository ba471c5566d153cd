import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const project = join(import.meta.dirname, '../..');

/** What a workflow bundle is made of, copied to a folder of its own, to be altered or poisoned there. */
export class SourceCopy {
  private constructor(readonly root: string) {}

  /** Call `remove` when done. */
  static async make(): Promise<SourceCopy> {
    const copy = new SourceCopy(await mkdtemp(join(tmpdir(), 'bongsu-source-')));
    for (const name of ['workflows', 'libs', 'package.json', 'tsconfig.json']) {
      await cp(join(project, name), join(copy.root, name), { recursive: true });
    }
    await symlink(join(project, 'node_modules'), join(copy.root, 'node_modules'));
    return copy;
  }

  /** Throws when `before` does not stand in the file exactly once. */
  async alter(path: string, before: string, after: string): Promise<void> {
    const parts = (await readFile(join(this.root, path), 'utf8')).split(before);
    if (parts.length !== 2) throw new Error(`${path} does not hold exactly once: ${before}`);
    await this.write(path, parts.join(after));
  }

  /** A build of every library that works but bears `mark`: what a bundler takes that follows the ordinary condition. */
  async plantBuild(mark: string): Promise<void> {
    const files = await readdir(join(this.root, 'libs'), { recursive: true });
    for (const file of files.filter((each) => each.endsWith('.ts') && !each.endsWith('.spec.ts'))) {
      const built = join('dist/libs', file.replace(/\.ts$/, '.js'));
      const source = relative(dirname(built), join('libs', file));
      await this.write(built, `globalThis.built = '${mark}';\nexport * from '${source}';\n`);
    }
  }

  private async write(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), content);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}
