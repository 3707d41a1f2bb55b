import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { withoutTemporalSettings } from '../../../src/adapters/temporal/check-binary.ts';
import { flagOf, isCommand } from '../../../src/wrap/argv/command-table.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const binary = requireTool('temporal') ?? '';
const run = promisify(execFile);

interface Help {
  commands: string[];
  flags: { spelling: string; value: string | undefined }[];
}

/** What stands behind a flag that takes a value; pflag puts any word there that its description has in backquotes. */
const types = /^(?:string|int|float|float32|duration|timestamp|stringArray|strings)$/;

describeWith(['temporal'], 'the table of commands', () => {
  test('has every command and flag of the CLI that is installed', async () => {
    const missing: string[] = [];
    const visit = async (path: readonly string[]): Promise<void> => {
      const { commands, flags } = await helpOf(path);
      missing.push(...flags.filter((flag) => !isInTable(path, flag)).map(({ spelling }) => `${path.join(' ')} ${spelling}`));
      const below = commands.map((command) => [...path, command]);
      missing.push(...below.filter((command) => !isCommand(command)).map((command) => command.join(' ')));
      await Promise.all(below.filter(isCommand).map(visit));
    };
    await visit([]);
    expect(missing).toEqual([]);
  });
});

function isInTable(path: readonly string[], { spelling, value }: Help['flags'][number]): boolean {
  if (path.length === 0 && ['--version', '-v'].includes(spelling)) return true;
  const flag = flagOf(path, spelling);
  if (flag === undefined) return false;
  return flag.takesValue ? value !== undefined : value === undefined || !types.test(value);
}

async function helpOf(path: readonly string[]): Promise<Help> {
  const { stdout } = await run(binary, [...path, '--help'], { env: { ...process.env, ...withoutTemporalSettings() } });
  const [, list = ''] = /^Available Commands:\n((?: {2}\S.*\n)*)/m.exec(stdout) ?? [];
  const commands = [...list.matchAll(/^ {2}(\S+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => !['help', 'completion', 'options'].includes(name));
  const flags = [...stdout.matchAll(/^ {2}(?:(-\w), | {4})(--[a-z-]+)( \S.*?)?(?: {2,}.*)?$/gm)].flatMap(([, short, long = '', value]) =>
    [short, long].flatMap((spelling) => (spelling === undefined ? [] : [{ spelling, value: value?.trim() }])),
  );
  return { commands, flags };
}
