import { stringify } from 'yaml';
import { z } from 'zod';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { namespaceDocument, workerDocument, workflowDocument } from '../../src/domain/config-documents.ts';
import { managedWorker } from '../../src/domain/managed-worker.ts';
import { platformDocument } from '../../src/domain/platform.ts';
import { catalogue } from '../../src/errors/catalogue.ts';
import { exitCode } from '../../src/errors/exit-code.ts';
import { keyRingDocument } from '../../src/keys/ring/document.ts';
import { auditEvent } from '../../src/proxy/audit/event.ts';
import { breakGlassDocument, policyDocument, policyTestDocument, revocationsDocument } from '../../src/policy/documents.ts';
import { proxyDocument } from '../../src/proxy/routing/config.ts';
import { wrapProfile } from '../../src/wrap/profile.ts';
import { templateManifest } from '../../src/templates/manifest.ts';
import { runCli, runPlatformCli, runWrapCli, type CommandOutcome } from './cli.ts';

const generated = '<!-- Made by `npm run reference`; a test fails when it is stale. -->';

/** JSON Schemas of the documents, by the file an editor is pointed at. */
export const documentSchemas = {
  'temporal-platform': { schema: platformDocument, title: 'temporal-platform.yaml' },
  worker: { schema: managedWorker, title: 'worker.yaml' },
  'config-namespace': { schema: namespaceDocument, title: 'config/namespace.yaml' },
  'config-workflows': { schema: workflowDocument, title: 'One document of config/workflows.yaml' },
  proxy: { schema: proxyDocument, title: 'The config of a proxy' },
  'audit-event': { schema: auditEvent, title: 'An event of the proxy’s audit' },
  revocations: { schema: revocationsDocument, title: 'A list of revocations' },
  'key-ring': { schema: keyRingDocument, title: 'A key ring' },
  policy: { schema: policyDocument, title: 'Who may do what, and how much' },
  'break-glass': { schema: breakGlassDocument, title: 'More rights for a while' },
  'policy-test': { schema: policyTestDocument, title: 'Decisions that a policy has to come to' },
  'wrap-profile': { schema: wrapProfile, title: 'wrap.yaml, the profile of temporal-wrap' },
  template: { schema: templateManifest, title: 'template.yaml' },
  'config-workers': { schema: workerDocument, title: 'One document of config/workers.yaml' },
} as const;

export function documentSchema(name: keyof typeof documentSchemas): string {
  const { schema, title } = documentSchemas[name];
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`;
}

/** `docs/reference/temporal-platform.yaml`: the built-in platform, whole, to start from. */
export function platformReference(): string {
  const text = stringify(builtinPlatform, { aliasDuplicateObjects: false, lineWidth: 0, singleQuote: true });
  return `# The built-in platform; made by \`npm run reference\`.\n# yaml-language-server: $schema=schemas/temporal-platform.schema.json\n${text}`;
}

/** `docs/reference/errors.md` */
export function errorReference(): string {
  const rows = Object.entries(catalogue).map(([code, { exit, title }]) => `| \`${code}\` | ${exit} | ${title} |`);
  return [
    '# Errors',
    generated,
    '',
    'An error is printed on stderr as `error CODE  what happened`, followed by every place it is about (`file:line:column`) and by what mends it,',
    'and says whether anything was written. With `--json` it is one document on stdout:',
    '`{"schemaVersion": 1, "error": {"code", "message", "problems": [{"file", "line", "column", "field", "message"}], "hint"}}`.',
    'Codes are permanent; texts are not.',
    '',
    '| code | exit | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '`INTERNAL` (exit 70) is none of these: it is a bug of this tool, printed with the stack trace to report.',
    '',
  ].join('\n');
}

const exitMeanings: Record<keyof typeof exitCode, string> = {
  done: 'Done.',
  findings: 'A check found something: generated files that are stale, a process of the local loop that died.',
  misuse: 'Misuse or bad input: a flag, an answer, a file. Running it again changes nothing; the message says what to mend.',
  person: 'A person has to decide.',
  remote: 'Something remote is not available: a registry, a download, a Temporal server. Running it again later helps.',
  bug: 'A bug of this tool. Please report it with the lines it printed.',
  interrupted: 'Stopped by Ctrl-C or SIGTERM.',
};

/** `docs/reference/exit-codes.md` */
export function exitCodeReference(): string {
  const rows = Object.entries(exitCode).map(([name, code]) => `| ${code} | ${exitMeanings[name as keyof typeof exitCode]} |`);
  return [
    '# Exit codes',
    generated,
    '',
    'Permanent: scripts may rely on them.',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const wrapReference =
  "The official `temporal` CLI and all of its commands ([how](../how-to/use-the-cli.md)), with `--environment` and `--region`, and these of the wrapper's own:";

type Run = (args: readonly string[]) => Promise<CommandOutcome>;

/** `docs/reference/cli.md` */
export async function cliReference(): Promise<string> {
  const forTeams = await programReference(runCli);
  const forThePlatform = await programReference(runPlatformCli);
  const forPeople = await programReference(runWrapCli);
  const wrapped = ['# temporal-wrap', '', wrapReference, '', ...forPeople];
  return ['# Command line', generated, '', ...forTeams, '# temporal-platform', '', ...forThePlatform, ...wrapped].join('\n');
}

async function programReference(run: Run): Promise<string[]> {
  const { stdout: overview } = await run(['--help']);
  const sections = await Promise.all(commandsIn(overview).map(async (command) => await commandReference([command], run)));
  return ['```', overview, '```', '', ...sections.flat()];
}

/** A command, and those below it. */
async function commandReference(command: readonly string[], run: Run): Promise<string[]> {
  const { stdout } = await run([...command, '--help']);
  const below = await Promise.all(commandsIn(stdout).map(async (name) => await commandReference([...command, name], run)));
  return [`##${'#'.repeat(command.length - 1)} ${command.join(' ')}`, '', '```', stdout, '```', '', ...below.flat()];
}

function commandsIn(help: string): string[] {
  const [, list = ''] = help.split(/^Commands:$/m);
  return [...list.matchAll(/^ {2}([a-z]+)(?= |$)/gm)].map(([, name]) => name ?? '').filter((name) => name !== 'help');
}
