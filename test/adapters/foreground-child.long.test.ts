import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { bundleScript } from '../support/bundle-script.ts';

const program = `
  import { runInForeground } from './src/adapters/foreground-child.ts';
  const stay = 'console.log(process.pid); setInterval(() => {}, 1_000);';
  await runInForeground({ command: process.execPath, args: ['-e', stay], env: {} });
`;

/** Number of the process that is run in the foreground, below a program that is then killed. */
async function leftBy(above: readonly [string, ...string[]]): Promise<number> {
  const [command, ...args] = above;
  const parent = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  onTestFinished(() => endOf(pid));
  parent.kill('SIGKILL');
  return pid;
}

const state = async (pid: number) => await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone');
const ended = /^gone$|\) Z /;

test.runIf(process.platform === 'linux')('what a program runs by way of itself ends with it, even by SIGKILL', async () => {
  const script = await bundleScript(program);
  const between = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(script)}], { stdio: 'inherit' })`;
  const pid = await leftBy([process.execPath, '-e', between]);
  await expect.poll(async () => await state(pid), { timeout: 10_000 }).toMatch(ended);
});

test('what another program has left behind goes on', async () => {
  const script = await bundleScript(program);
  const pid = await leftBy(['sh', '-c', `"${process.execPath}" "${script}"; true`]);
  await wait(1_000);
  expect(await state(pid)).not.toMatch(ended);
});

function endOf(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
