import { isSeq, parseDocument, stringify, type Document, type YAMLSeq } from 'yaml';
import { apiVersion } from '../../domain/platform.ts';
import type { RingVersionEntry } from './document.ts';
import type { RingEdit } from './plan.ts';
import type { RingVersion } from './ring.ts';

const yamlOptions = { lineWidth: 0, singleQuote: true } as const;

/** The text of a ring without keys. */
export function newRingText(deployment: string): string {
  return stringify({ apiVersion, kind: 'KeyRing', metadata: { name: 'keys' }, spec: { deployment, domains: [] } }, yamlOptions);
}

/** The text of a ring with these changes made; comments stay. */
export function editedRing(text: string, edits: readonly RingEdit[]): string {
  const document = parseDocument(text);
  for (const edit of edits) apply(document, edit);
  return document.toString(yamlOptions);
}

function apply(document: Document.Parsed, edit: RingEdit): void {
  const domains = sequence(document, ['spec', 'domains']);
  const index = domains.items.findIndex((_, at) => document.getIn(['spec', 'domains', at, 'id']) === edit.domain);
  if (edit.kind === 'retire') {
    const versions = sequence(document, ['spec', 'domains', index, 'versions']);
    const at = versions.items.findIndex(
      (_, place) => document.getIn(['spec', 'domains', index, 'versions', place, 'version']) === edit.version,
    );
    document.setIn(
      ['spec', 'domains', index, 'versions', at, 'retired'],
      document.createNode({ at: timeText(edit.at), reason: edit.reason }),
    );
    return;
  }
  const entry = entryOf(edit.version);
  if (index >= 0) sequence(document, ['spec', 'domains', index, 'versions']).add(document.createNode(entry));
  else domains.add(document.createNode({ id: edit.domain, versions: [entry] }));
  domains.flow = false;
}

function sequence(document: Document.Parsed, path: (string | number)[]): YAMLSeq {
  const node = document.getIn(path, true);
  if (!isSeq(node)) throw new TypeError(`no list at ${path.join('.')}`);
  return node;
}

function entryOf({ version, keyId, provider, created, activateAt, material, reference }: RingVersion): RingVersionEntry {
  return {
    version,
    keyId,
    provider,
    created: timeText(created),
    activateAt: timeText(activateAt),
    ...(material === undefined ? {} : { material: material.reveal().toString('base64') }),
    ...(reference === undefined ? {} : { reference }),
  };
}

export function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
