import type { RingEdit } from '../../keys/keys.ts';
import type { Deps } from '../deps.ts';
import type { RingFlags } from './ring-place.ts';

/** What was changed, without any key. */
export function reportEdits({ terminal }: Deps, edits: readonly RingEdit[], { ring, json }: RingFlags): void {
  if (json) terminal.print(JSON.stringify({ schemaVersion: 1, ring, changes: edits.map(editJson) }, undefined, 2));
  else if (edits.length === 0) terminal.talk('keys  nothing to do');
  else terminal.print(edits.map(editText).join('\n'));
}

function editJson(edit: RingEdit) {
  if (edit.kind === 'retire') return { kind: 'retired', domain: edit.domain, version: edit.version };
  const { version, keyId, provider, activateAt } = edit.version;
  return { kind: 'added', domain: edit.domain, version, keyId, provider, activateAt: new Date(activateAt).toISOString() };
}

function editText(edit: RingEdit): string {
  if (edit.kind === 'retire') return `${edit.domain}  version ${edit.version} is retired`;
  const { version, provider, activateAt, created } = edit.version;
  const from =
    activateAt <= created ? 'seals as soon as a proxy has loaded it' : `opens at once, seals from ${new Date(activateAt).toISOString()} on`;
  return `${edit.domain}  version ${version} of ${provider}: ${from}`;
}
