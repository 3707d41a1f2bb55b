import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { freshClone } from '../support/fresh-clone.ts';
import { processesOf } from '../support/running.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWith } from '../support/tools.ts';
import { freshUser } from '../support/user.ts';

describeWith(['temporal', 'npm-registry', 'git'], "the README's first screen, on a fresh clone", () => {
  test('npm ci && npm run quickstart makes a worker, runs its sample, prints result and UI, and with --once leaves nothing running', async () => {
    const clone = await freshClone(await temporaryFolder());
    const target = join(await temporaryFolder(), 'hello-worker');
    const run = async (...args: string[]) => await nodeProcesses.run('npm', args, { cwd: clone, env: freshUser(await temporaryFolder()) });
    const installed = await run('ci');
    expect(installed.exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await run('run', '--silent', 'quickstart', '--', '--once', target);
    expect(stderr).toMatch(/✔ Temporal CLI \S+ \(.+, \d+ s\)/);
    expect(stderr).toMatch(
      /✔ the sample workflow ended \d+ s after the start\n {2}stored in Temporal: binary\/encrypted, key domain local-hello-worker\n {2}UI http:\/\/localhost:\d+\/namespaces\/hello-worker-dev-local\/workflows/,
    );
    expect(stdout).toContain('\nHello, world!\n');
    expect(exitCode).toBe(0);
    expect(processesOf(target)).toEqual([]);
  });
});
