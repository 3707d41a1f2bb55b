import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { onTerminal, type TerminalStep } from '../support/terminal.ts';
import { describeWith } from '../support/tools.ts';
import { wrapScript } from '../support/wrap-command.ts';

/** Stays until it is ended, and tells how large its terminal is. */
const standIn = `#!/bin/sh
if [ "$1" = --version ]; then echo "temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)"; exit 0; fi
trap '/usr/bin/stty size' WINCH
echo "pid $$ parent $PPID"
while :; do /bin/sleep 0.05; done
`;
const bash = ['bash', '--norc', '-i'];

async function scene() {
  const spec = {
    ...builtinPlatform.spec,
    proxy: builtinPlatform.spec.proxy.map((entry) => ({ ...entry, address: 'p.example.com:1', tls: {} })),
  };
  const folder = await temporaryFolder({
    'temporal-platform.yaml': stringify({ ...builtinPlatform, spec }, { aliasDuplicateObjects: false }),
    'wrap.yaml':
      'apiVersion: managed-temporal.dev/v1\nkind: WrapProfile\nspec: { platform: temporal-platform.yaml, environment: staging, region: eu, tokenFile: token }\n',
  });
  await writeFile(join(folder, 'token'), 'a-token', { mode: 0o600 });
  const scripts = { cli: standIn, 'temporal-wrap': `#!/bin/sh\nexec ${process.execPath} ${await wrapScript()} "$@"\n` };
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
  const env = {
    PATH: `${folder}:/usr/bin:/bin`,
    HOME: folder,
    PS1: 'READY:',
    TEMPORAL_CLI: join(folder, 'cli'),
    MANAGED_TEMPORAL_PROFILE: join(folder, 'wrap.yaml'),
  };
  return async (command: readonly string[], steps: readonly TerminalStep[]) => await onTerminal(command, steps, env);
}

const call = ['temporal-wrap', 'workflow', 'list'];
const begun = String.raw`pid \d+ parent \d+`;

describeWith(['python'], 'a call on a terminal', () => {
  test.each<{ title: string; command: string[]; steps: TerminalStep[]; code: number }>([
    { title: 'the terminal is closed', command: call, steps: [{ until: begun, close: true }], code: 129 },
    {
      title: 'the terminal is closed under its shell',
      command: bash,
      steps: [
        { until: 'READY:', send: `${call.join(' ')}\n` },
        { until: begun, close: true },
      ],
      code: 129,
    },
    { title: 'Ctrl-C is typed', command: call, steps: [{ until: begun, send: '\u0003' }], code: 130 },
    { title: String.raw`Ctrl-\ is typed`, command: call, steps: [{ until: begun, send: '\u001c' }], code: 131 },
    { title: 'it is asked to end', command: call, steps: [{ until: begun, signal: 'SIGTERM' }], code: 143 },
    { title: 'it is killed', command: call, steps: [{ until: begun, signal: 'SIGKILL' }], code: 137 },
  ])('leaves nobody behind when $title', async ({ command, steps, code }) => {
    const run = await scene();
    const outcome = await run(command, steps);
    expect(outcome).toMatchObject({ code, restored: !steps.some(({ close }) => close) });
    const [, ...pids] = /pid (\d+) parent (\d+)/.exec(outcome.output) ?? [];
    for (const pid of pids)
      await expect.poll(async () => await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone')).toMatch(/^gone$|\) Z /);
  });

  test('is told of another size, is stopped by Ctrl-Z and goes on in the foreground', async () => {
    const run = await scene();
    const { output, code } = await run(bash, [
      { until: 'READY:', send: `${call.join(' ')}\n` },
      { until: begun, resize: [33, 101] },
      { until: '33 101', send: '\u001a' },
      { until: 'Stopped[^]*READY:'.replace('[^]', String.raw`[\s\S]`), send: 'fg\n' },
      { until: 'temporal-wrap', resize: [44, 99] },
      { until: '44 99', send: '\u0003' },
      { until: 'READY:', send: 'echo "ended with $?"; exit\n' },
    ]);
    expect(output).toContain('ended with 130');
    expect(code).toBe(0);
  });
});
