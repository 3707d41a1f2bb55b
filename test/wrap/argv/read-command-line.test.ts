import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cliCommands } from '../../../src/wrap/argv/cli-commands.ts';
import { flagOf, isCommand, isRunnable, speaksToServer } from '../../../src/wrap/argv/command-table.ts';
import { ownCommands, readCommandLine } from '../../../src/wrap/argv/read-command-line.ts';

const calls = Object.keys(cliCommands)
  .map((command) => command.split(' '))
  .filter((path) => path[0] !== '' && speaksToServer(path) && isRunnable(path));
const forbidden = [
  'address',
  'api-key',
  'client-authority',
  'codec-auth',
  'codec-endpoint',
  'codec-header',
  'config-file',
  'disable-config-env',
  'disable-config-file',
  'env',
  'env-file',
  'grpc-meta',
  'profile',
  'tls',
  'tls-ca-data',
  'tls-ca-path',
  'tls-cert-data',
  'tls-cert-path',
  'tls-disable-host-verification',
  'tls-key-data',
  'tls-key-path',
  'tls-server-name',
];

function line(text: string) {
  return readCommandLine(text.split(' ').map((word) => word.replaceAll('_', ' ')));
}

test.each([
  ['workflow list', { kind: 'call', path: ['workflow', 'list'], flags: [] }],
  [
    'workflow list -q a_=_1 --limit=3',
    {
      flags: [
        { name: 'query', value: 'a = 1' },
        { name: 'limit', value: '3' },
      ],
    },
  ],
  ['-o json workflow list', { kind: 'call', flags: [{ name: 'output', value: 'json' }] }],
  ['-ojson workflow list', { kind: 'call', flags: [{ name: 'output', value: 'json' }] }],
  ['-o=json workflow list', { kind: 'call', flags: [{ name: 'output', value: 'json' }] }],
  ['-n images workflow list', { kind: 'call', flags: [{ name: 'namespace', value: 'images' }] }],
  ['workflow -n images list', { kind: 'call', path: ['workflow', 'list'] }],
  [
    'workflow delete -yw id',
    {
      flags: [
        { name: 'yes', value: undefined },
        { name: 'workflow-id', value: 'id' },
      ],
    },
  ],
  [
    'workflow delete --yes=false -w id',
    {
      flags: [
        { name: 'yes', value: 'false' },
        { name: 'workflow-id', value: 'id' },
      ],
    },
  ],
  [
    'workflow start --name X -t q',
    {
      flags: [
        { name: 'type', value: 'X' },
        { name: 'task-queue', value: 'q' },
      ],
    },
  ],
  ['workflow list --query --address', { kind: 'call', flags: [{ name: 'query', value: '--address' }] }],
  ['workflow list --query=--tls', { kind: 'call', flags: [{ name: 'query', value: '--tls' }] }],
  ['workflow list -q --api-key', { kind: 'call', flags: [{ name: 'query', value: '--api-key' }] }],
  ['workflow list --environment staging --region=eu', { kind: 'call', environment: 'staging', region: 'eu', flags: [] }],
  ['--environment staging workflow list', { kind: 'call', environment: 'staging' }],
  ['operator namespace describe images', { kind: 'call', positionals: ['images'] }],
  ['operator namespace describe -- images', { kind: 'call', positionals: ['images'] }],
  ['workflow reset -w x --reason r', { kind: 'call', path: ['workflow', 'reset'] }],
  ['workflow reset with-workflow-update-options -w x', { kind: 'call', path: ['workflow', 'reset', 'with-workflow-update-options'] }],
])('`%s` is a call', (text, expected) => {
  expect(line(text)).toMatchObject(expected);
});

test.each([
  '',
  '--help',
  'help workflow list',
  'workflow',
  'workflow list --help',
  'workflow list -h',
  'workflow nonsense --address x',
  'workflow list surplus --address x',
  'completion bash',
  '__complete workflow --address',
  '__completeNoDesc workflow ',
  'env list --env x',
  'env set prod.address x',
  'config set --profile x --prop address --value y',
  'server start-dev --port 7233 -n images',
  'foo --address x --environment prod',
  'foo bar',
  'options',
])('`%s` is passed on as it is, with nothing secret', (text) => {
  const args = text === '' ? [] : text.split(' ');
  expect(readCommandLine(args)).toMatchObject({ kind: 'plain', args });
});

test('flags of the wrapper in front of what is passed on are its own', () => {
  expect(line('--environment prod --region=eu foo --region us')).toMatchObject({ kind: 'plain', args: ['foo', '--region', 'us'] });
});

test.each([
  ['workflow list --nonsense', /--nonsense is no flag/],
  ['workflow list -Z', /-Z is no flag/],
  ['workflow list --query', /--query lacks its value/],
  ['workflow list --que x', /--que is no flag/],
  ['workflow list -yo json', /-y is no flag/],
  ['--limit 3 workflow start', /--limit is no flag of `workflow start`/],
  ['-f x workflow show', /-f takes a value for some commands only/],
  ['workflow list -- --env-file=x', /may not begin with a dash/],
  ['operator namespace describe -- --env-file x', /may not begin with a dash/],
  ['workflow list --ADDRESS x', /--ADDRESS: everything goes through the proxy/],
  ['workflow list --tls-something-new', /--tls-something-new: how the proxy proves/],
  ['--address x', /--address: /],
  ['--address x login', /--address: /],
  ['workflow list --=x', /-- is no flag/],
  ['workflow list ---address x', /is no flag/],
])('`%s` is refused', (text, reason) => {
  const read = line(text);
  expect(read).toMatchObject({ kind: 'refused' });
  expect(read.kind === 'refused' ? read.problems.join('\n') : '').toMatch(reason);
});

test('every reason is told at once', () => {
  expect(line('workflow list --address x --tls --nonsense')).toMatchObject({ kind: 'refused', problems: { length: 3 } });
});

test.each(ownCommands)('%s is the wrapper’s own, and no command of the CLI', (command) => {
  expect(isCommand([command])).toBe(false);
  expect(line(`--region eu ${command} --json`)).toEqual({ kind: 'own', command, args: ['--json'], region: 'eu' });
});

test('the flags of the wrapper are none of the CLI', () => {
  for (const path of calls) for (const name of ['--environment', '--region']) expect(flagOf(path, name)).toBeUndefined();
});

describe('whatever else stands on a command line', () => {
  const call = fc.constantFrom(...calls);
  test('a forbidden flag is refused in every place and both spellings', () => {
    const arbitrary = call.chain((path) =>
      fc.tuple(fc.constant(path), harmless(path), harmless(path), fc.constantFrom(...forbidden), fc.boolean(), fc.nat({ max: 3 })),
    );
    fc.assert(
      fc.property(arbitrary, ([path, before, after, name, isJoined, place]) => {
        const flag = isJoined ? [`--${name}=x`] : [`--${name}`, ...(flagOf(path, `--${name}`)?.takesValue === true ? ['x'] : [])];
        const at = Math.min(place, path.length);
        const args = [...path.slice(0, at), ...flag, ...path.slice(at), ...before.flat(), ...after.flat()];
        const late = [...path, ...before.flat(), ...flag, ...after.flat()];
        for (const words of [args, late]) expect(readCommandLine(words).kind).toBe('refused');
      }),
      { numRuns: 100 },
    );
  });

  test('a value is never taken for a flag, nor a flag for a value', () => {
    const arbitrary = call.chain((path) => fc.tuple(fc.constant(path), harmless(path)));
    fc.assert(
      fc.property(arbitrary, ([path, flags]) => {
        const read = readCommandLine([...path, ...flags.flat()]);
        expect(read).toMatchObject({ kind: 'call', path, positionals: [] });
        expect(read.kind === 'call' ? read.flags.length : -1).toBe(flags.length);
      }),
      { numRuns: 100 },
    );
  });

  test('every command line is judged', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('workflow', 'list', '--', '-', '--query', '-n', '--address', '__proto__', 'constructor'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (args) => {
        expect(['call', 'own', 'plain', 'refused']).toContain(readCommandLine(args).kind);
      }),
      { numRuns: 100 },
    );
  });
});

/** Flags that are of the command, in each way of writing them, with values that look like flags. */
function harmless(path: readonly string[]) {
  const flags = Object.entries(spellingsOf(path)).filter(([, { name }]) => !forbidden.includes(name) && name !== 'help');
  const value = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('--address', '--tls=false', '-n', '--', '--env-file', 'list', ''));
  const written = fc.tuple(fc.constantFrom(...flags), value, fc.boolean()).map(([[spelling, { takesValue }], text, isJoined]) => {
    if (!takesValue) return [spelling];
    return isJoined && spelling.startsWith('--') ? [`${spelling}=${text}`] : [spelling, text];
  });
  return fc.array(written, { maxLength: 4 });
}

function spellingsOf(path: readonly string[]): Record<string, { name: string; takesValue: boolean }> {
  const texts = path.map((_, index) => cliCommands[path.slice(0, index + 1).join(' ')] ?? '');
  const words = [cliCommands[''] ?? '', ...texts].flatMap((text) => text.split(' ')).filter((word) => word !== '' && !word.startsWith('#'));
  return Object.fromEntries(
    words.flatMap((word) => {
      const [written = '', ...others] = word.split('|');
      const flag = { name: written.replace('=', ''), takesValue: written.endsWith('=') };
      return [flag.name, ...others].map((name) => [name.length === 1 ? `-${name}` : `--${name}`, flag]);
    }),
  );
}
