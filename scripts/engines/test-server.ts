import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cachedEngine, fromCache, intoCache } from './engine-cache.js';
import { firstThatWorks, NotHere, type Say } from './engine-steps.js';
import { namedProgram, onPath } from './temporal-cli.js';
import { downloadFromTemporal } from './temporal-download.js';

export const TEST_SERVER_VERSION = '1.31.0';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Path of an executable that runs the time-skipping test server (Java), fetched once per user and machine.
 * BONGSU_TEST_SERVER names one. Throws EngineUnavailable with every way that was tried.
 */
export function locateTestServer(env: Env, say: Say): Promise<string> {
  const cached = cachedEngine(env, 'temporal-test-server', TEST_SERVER_VERSION, 'temporal-test-server');
  return firstThatWorks(
    'Time-skipping server',
    [
      { name: 'the program in BONGSU_TEST_SERVER', attempt: () => namedProgram(env['BONGSU_TEST_SERVER']) },
      { name: `the cache of this user (${cached.folder})`, attempt: () => fromCache(cached) },
      {
        name: 'download',
        attempt: () =>
          intoCache(cached, say, (folder) =>
            downloadFromTemporal('temporal-test-server', `v${TEST_SERVER_VERSION}`, folder, 'temporal-test-server'),
          ),
      },
      {
        name: 'Java with packages fetched by Maven',
        attempt: async () => {
          const java = await workingJava(env);
          const maven = await onPath(env, 'mvn');
          return intoCache(cached, say, (folder) => fetchWithMaven(maven, java, folder, cached.folder));
        },
      },
    ],
    say,
  );
}

async function workingJava(env: Env): Promise<string> {
  const home = env['JAVA_HOME'];
  const java = home === undefined || home === '' ? await onPath(env, 'java') : join(home, 'bin', 'java');
  const { exitCode } = await execa(java, ['-version'], { reject: false });
  if (exitCode !== 0) throw new NotHere(`${java} does not run`);
  return java;
}

async function fetchWithMaven(maven: string, java: string, folder: string, finalFolder: string): Promise<void> {
  const pom = join(folder, 'pom.xml');
  await writeFile(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bongsu</groupId><artifactId>time-skipping-server</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${TEST_SERVER_VERSION}</version></dependency>
  </dependencies>
</project>
`,
  );
  await execa(maven, [
    '--batch-mode',
    '--quiet',
    '--file',
    pom,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${join(folder, 'lib')}`,
  ]);
  const script = join(folder, 'temporal-test-server');
  await writeFile(
    script,
    `#!/bin/sh\nexec '${java}' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '${join(finalFolder, 'lib')}/*' io.temporal.testserver.TestServer "$@"\n`,
  );
  await chmod(script, 0o755);
}
