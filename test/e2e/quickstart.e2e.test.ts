import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { installedWorker, userHome } from '../support/installed-worker.ts';
import { processesOf } from '../support/running.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWith } from '../support/tools.ts';
import { freshUser } from '../support/user.ts';

describeWith(['temporal', 'npm-registry'], 'the quickstart', () => {
  test('makes a worker, runs its sample, prints result and UI, and with --once ends with nothing left', async () => {
    const { folder } = await installedWorker('typescript');
    const script = join(folder, 'node_modules/gen-temporal-managed-worker/dist/quickstart.js');
    const target = join(await temporaryFolder(), 'hello-worker');
    const result = await nodeProcesses.run(process.execPath, [script, '--once', target], { cwd: userHome(), env: freshUser(userHome()) });
    expect(result.stderr).toMatch(/✔ Temporal CLI \S+ \(.+, \d+ s\)/);
    expect(result.stderr).toMatch(
      /✔ the sample workflow ended \d+ s after the start\n {2}UI http:\/\/localhost:\d+\/namespaces\/hello-worker\/workflows/,
    );
    expect(result.stdout).toContain('\nHello, world!\n');
    expect(result.exitCode).toBe(0);
    expect(processesOf(target)).toEqual([]);
  });
});
