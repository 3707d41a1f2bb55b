import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { storedInputMetadata } from '../../src/adapters/temporal/stored-payload.ts';
import type { Language } from '../../src/domain/managed-worker.ts';
import { copyOfInstalledWorker, runInWorker, userHome } from '../support/installed-worker.ts';
import { processesOf } from '../support/running.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWith, requireTool } from '../support/tools.ts';
import { freshUser } from '../support/user.ts';

interface Case {
  language: Language;
  verb: string[];
  sample: string[];
  activity: string;
  contract: string;
}

const cases: Case[] = [
  {
    language: 'typescript',
    verb: ['npm', 'run', 'dev'],
    sample: ['npm', 'run', '--silent', 'start-workflow'],
    activity: 'src/activities/compose-greeting.impl.ts',
    contract: 'contracts/src/activities/compose-greeting.ts',
  },
  {
    language: 'python',
    verb: ['make', 'dev'],
    sample: ['make', '--silent', 'start-workflow'],
    activity: 'src/image_render/activities.py',
    contract: 'contracts/image_render_contracts/__init__.py',
  },
];

async function startDev(folder: string, [command = '', ...args]: readonly string[]) {
  const lines: string[] = [];
  const child = await nodeProcesses.start(command, args, {
    cwd: folder,
    env: freshUser(userHome()),
    onLine: (line) => lines.push(line),
  });
  onTestFinished(() => child.stop(5000));
  const until = async (text: RegExp) => {
    for (let tries = 0; tries < 1200 && !lines.some((line) => text.test(line)); tries += 1) await wait(50);
    const found = lines.map((line) => text.exec(line)).find((match) => match !== null);
    expect(found, `${String(text)} in\n${lines.join('\n')}`).toBeDefined();
    return found?.[1] ?? '';
  };
  return { child, lines, until };
}

async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(from);
  await writeFile(path, text.replace(from, to));
}

describeWith(['temporal', 'npm-registry', 'python', 'python-registry'], 'dev in a generated worker', () => {
  test.each(cases)(
    '$language: runs the sample sealed, reloads on save, survives a broken contract, and ends whole on Ctrl-C',
    async (given) => {
      const folder = join(await temporaryFolder(), 'image-render');
      await copyOfInstalledWorker(given.language, folder);
      const { child, until } = await startDev(folder, given.verb);
      const address = await until(/^dev +\| proxy (\S+), which seals every payload/);
      const temporalAddress = await until(/^dev +\| Temporal (\S+),/);
      const ui = await until(/^dev +\| UI (\S+)$/);
      await until(/ready: save a file/);
      expect((await fetch(ui)).status).toBe(200);
      const runSample = async () => await runInWorker(folder, given.sample, { TEMPORAL_ADDRESS: address });
      const sample = async () => (await runSample()).stdout;
      const first = await runSample();
      expect(first.stdout).toContain('Hello, ');
      const stored = await storedInputMetadata({
        binary: requireTool('temporal') ?? '',
        processes: nodeProcesses,
        signal: new AbortController().signal,
        address: temporalAddress,
        namespace: 'images-dev-local',
        workflowId: /^started (\S+)$/m.exec(first.stderr)?.[1] ?? '',
      });
      expect(stored).toMatchObject({ encoding: 'binary/encrypted' });

      await edit(join(folder, given.activity), /!(?=[`"])/, '!!!');
      await until(/reloaded in/);
      expect(await sample()).toContain('!!!');

      await edit(join(folder, given.contract), 'greetings-activities', '');
      await until(/^config +\| .*error /);
      await until(/the worker runs on as it was/);
      expect(await sample()).toContain('!!!');

      process.kill(-(child.pid ?? 0), 'SIGINT');
      await child.ended;
      expect(processesOf(folder)).toEqual([]);
    },
  );
});
