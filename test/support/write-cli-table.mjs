// Writes src/wrap/argv/cli-commands.ts from the command definitions in the sources of the official CLI:
//   go mod download github.com/temporalio/cli@v1.5.1 github.com/temporalio/cli@v1.9.1
//   node test/support/write-cli-table.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const versions = { '1.5.1': 'temporalcli/commandsgen/commands.yml', '1.9.1': 'internal/temporalcli/commands.yaml' };
const target = fileURLToPath(new URL('../../src/wrap/argv/cli-commands.ts', import.meta.url));
const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();

const commands = new Map();
let sharedSets = {};
for (const [version, file] of Object.entries(versions)) {
  const source = parse(readFileSync(join(cache, `github.com/temporalio/cli@v${version}`, file), 'utf8'));
  const sets = Object.fromEntries((source['option-sets'] ?? []).map(({ name, options }) => [name, options]));
  for (const command of source.commands) add(command, sets);
  // The newer one takes these from a module that is not published; they have the same options.
  sharedSets = { client: sets['client'] ?? sharedSets['client'] };
}

function add(command, sets) {
  const path = command.name.split(' ').slice(1).join(' ');
  const known = commands.get(path) ?? { positionals: 0, flags: new Map() };
  known.positionals = Math.max(known.positionals, command['maximum-args'] ?? 0);
  const options = [...(command.options ?? []), ...(command['option-sets'] ?? []).flatMap((name) => sets[name] ?? sharedSets[name] ?? [])];
  for (const option of options) addFlag(known.flags, option, path);
  commands.set(path, known);
}

function addFlag(flags, { name: written, type, short, aliases = [] }, path) {
  const name = written === true ? 'yes' : written;
  const takesValue = type !== 'bool';
  const known = flags.get(name) ?? { takesValue, others: new Set() };
  if (known.takesValue !== takesValue) throw new Error(`${path} --${name} takes a value in one version only`);
  for (const other of [short, ...aliases]) if (other !== undefined) known.others.add(other);
  flags.set(name, known);
}

const lines = [...commands]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([path, { positionals, flags }]) => {
    const texts = [...flags].map(([name, { takesValue, others }]) => [`${name}${takesValue ? '=' : ''}`, ...others].join('|')).toSorted();
    return `  ${JSON.stringify(path).replaceAll('"', "'")}: '${[...(positionals === 0 ? [] : [`#${positionals}`]), ...texts].join(' ')}',`;
  });

writeFileSync(
  target,
  `/** Versions of the official CLI that the table below is made of. */
export const tableVersions = [${Object.keys(versions)
    .map((version) => `'${version}'`)
    .join(', ')}] as const;

/**
 * Every command of the official CLI with the flags that are its own; those of the commands above it are its too. A flag is
 * \`name\`, or \`name=\` when it takes a value, then its short form and other names behind \`|\`. \`#n\`: it takes up to n arguments.
 * Made by \`test/support/write-cli-table.mjs\`.
 */
export const cliCommands: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
