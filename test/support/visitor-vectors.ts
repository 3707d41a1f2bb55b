import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { methods } from '../../src/proxy/wire/methods.ts';
import { sealRequest } from '../../src/proxy/wire/seal-request.ts';
import { knownTable, type MessageTable } from '../../src/proxy/wire/table.ts';
import { isText, payloadsIn } from './completeness.ts';
import { fakeKeys } from './fake-keys.ts';
import { fieldRules } from './proxy-table/field-rules.ts';
import { randomMessage, type RandomMessage } from './random-messages.ts';
import { contexts } from './rewriting.ts';

const seeds = [11, 12, 13, 14];

/** Where the official visitor and this proxy differ, and why. */
const differences = {
  /** It has no case for raw history; here what is in it is opened like any history. */
  onlyHere: ['common.v1.DataBlob.data'],
  /** Answers of counts are grouped by search attributes, and the server reads the details of compute: never sealed. */
  onlyThere: [...fieldRules].filter(([name, { as }]) => as === 'clear' && /group_values$|^compute[.]/.test(name)).map(([name]) => name),
};

interface Vector {
  readonly table: MessageTable;
  readonly message: RandomMessage;
}

function vectors(): Vector[] {
  const details = ['QueryFailedFailure', 'MultiOperationExecutionFailure'].map((name) => knownTable(`errordetails.v1.${name}`));
  const tables = new Set([...[...methods.values()].flatMap(({ request, response }) => [request, response]), ...details]);
  return [...tables].flatMap((table) => seeds.map((seed) => ({ table, message: randomMessage(shortName(table), seed) })));
}

function shortName(table: MessageTable): string {
  return table.name.replace('temporal.api.', '');
}

/** A line for each type with payloads: how many were found in its messages, a hash of their bytes, and one of what was found. */
export function ownFindings(): string {
  return findings((all) => all.map((one) => predicted(one)));
}

/** The same by the official visitor; takes Go 1.25 and the module that `go.mod` there pins. */
export function officialFindings(): string {
  return findings((all) => {
    const input = all.map(({ table, message }) => `${table.name} ${message.bytes.toString('base64')}\n`).join('');
    const cwd = fileURLToPath(new URL('visitor-vectors', import.meta.url));
    const output = execFileSync('go', ['run', '.'], { cwd, input, encoding: 'utf8', maxBuffer: 2 ** 28 });
    return output
      .split('\n')
      .slice(0, all.length)
      .map((line) => line.split(',').filter((one) => one !== ''));
  });
}

function findings(find: (all: readonly Vector[]) => string[][]): string {
  const all = vectors();
  const found = find(all);
  const tables = new Set(all.map(({ table }) => table));
  const lines = [...tables].flatMap((table) => {
    const indexes = all.flatMap((one, index) => (one.table === table ? [index] : []));
    const canaries = indexes.flatMap((index) => (found[index] ?? []).toSorted().map((canary) => `${index}:${canary}`));
    const bytes = Buffer.concat(indexes.flatMap((index) => all[index]?.message.bytes ?? []));
    return canaries.length === 0 ? [] : `${shortName(table)} ${canaries.length} ${hash(bytes)} ${hash(Buffer.from(canaries.join(',')))}`;
  });
  return `${lines.join('\n')}\n`;
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 8);
}

/** What the visitor finds, if it finds what is sealed here but for the differences. */
function predicted({ table, message }: Vector): string[] {
  const keys = fakeKeys();
  sealRequest(message.bytes, table, contexts(keys).seal);
  const sealed = payloadsIn(keys.seen);
  return [...message.canaries]
    .filter(([canary, path]) => !isText(path) && isFoundThere(path, sealed.has(canary)))
    .map(([canary]) => canary);
}

function isFoundThere(path: readonly string[], isSealed: boolean): boolean {
  if (path.some((field) => differences.onlyHere.includes(field))) return false;
  return isSealed || path.some((field) => differences.onlyThere.includes(field));
}
