import { isSeq, parseDocument, stringify, type Document, type YAMLSeq } from 'yaml';
import { milliseconds } from '../../domain/duration.ts';
import { apiVersion } from '../../domain/platform.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { RevocationsDocument } from '../documents.ts';
import { readList, type Revocation } from './read-revocations.ts';

/** Who is shut out, or let in again. */
export interface RevokedCaller {
  readonly subject: string;
  /** Every identity source when there is none. */
  readonly source: string | undefined;
}

export type RevocationChange =
  | (RevokedCaller & {
      readonly kind: 'revoke';
      readonly reason: string;
      /** Milliseconds since the epoch. */
      readonly at: number;
      /** A duration such as `8h`; for good when there is none. */
      readonly length: string | undefined;
    })
  | (RevokedCaller & { readonly kind: 'undo' });

const yamlOptions = { lineWidth: 0, singleQuote: true } as const;

/** A list that shuts out nobody. */
export const newRevocations = stringify({ apiVersion, kind: 'Revocations', spec: { revoked: [] } }, yamlOptions);

/** The text with a change made, comments and order kept. Throws REVOCATIONS_INVALID, or REVOCATION_REFUSED when it would change nothing. */
export function editedRevocations(text: string, change: RevocationChange, file: string): string {
  const revoked = readList(text, file);
  const document = parseDocument(text);
  if (change.kind === 'undo') list(document).delete(undone(revoked, change));
  else put(document, revoked, change);
  const edited = document.toString(yamlOptions);
  return text.includes('\r\n') ? edited.replaceAll(/\r?\n/g, '\r\n') : edited;
}

function put(document: Document.Parsed, revoked: readonly Revocation[], change: Extract<RevocationChange, { kind: 'revoke' }>): void {
  const { subject, source, reason, at, length } = change;
  const until = length === undefined ? Infinity : at + milliseconds(length);
  const covering = revoked.find(
    (one) => one.subject === subject && (one.source === undefined || one.source === source) && one.until >= until,
  );
  if (covering !== undefined)
    throw refused(
      `${subject} is revoked already, ${told(covering)}`,
      'Take that out with --undo first to have another reason in its place.',
    );
  const entry: Entry = {
    subject,
    ...(source === undefined ? {} : { source }),
    reason,
    at: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(length === undefined ? {} : { for: length }),
  };
  const index = revoked.findIndex((one) => one.subject === subject && one.source === source);
  if (index === -1) list(document).add(document.createNode(entry));
  else replaceFields(document, index, entry);
  list(document).flow = false;
}

type Entry = RevocationsDocument['spec']['revoked'][number];

/** One that is over, or ends sooner: what somebody wrote beside it stays. */
function replaceFields(document: Document.Parsed, index: number, entry: Entry): void {
  const path = ['spec', 'revoked', index];
  for (const [key, value] of Object.entries(entry)) document.setIn([...path, key], value);
  if (entry.for === undefined) document.deleteIn([...path, 'for']);
}

function undone(revoked: readonly Revocation[], { subject, source }: RevokedCaller): number {
  const index = revoked.findIndex((one) => one.subject === subject && one.source === source);
  if (index !== -1) return index;
  const others = revoked.filter((one) => one.subject === subject);
  if (others.length === 0) throw refused(`${subject} is not revoked`, 'Look at the list for how it is written there.');
  const sources = others.map((one) => (one.source === undefined ? 'every source' : `the source ${one.source}`)).join(' and ');
  throw refused(`${subject} is revoked for ${sources}`, 'Say so with --source, or leave it out for every source.');
}

function told({ source, reason, at, until }: Revocation): string {
  const forWhom = source === undefined ? '' : ` for the source ${source}`;
  const end = until === Infinity ? 'for good' : `until ${new Date(until).toISOString()}`;
  return `since ${new Date(at).toISOString()}${forWhom}, ${end}: ${reason}`;
}

function list(document: Document.Parsed): YAMLSeq {
  const node = document.getIn(['spec', 'revoked'], true);
  if (!isSeq(node)) throw new TypeError('no list at spec.revoked');
  return node;
}

function refused(message: string, hint: string): ToolError {
  return new ToolError('REVOCATION_REFUSED', message, { hint: `${hint} Nothing was written.` });
}
