import { relative, resolve } from 'node:path';
import { releaseLock, takeLock, thisProcess } from '../../adapters/lock-folder.ts';
import { nodeSharedFiles } from '../../adapters/private-files.ts';
import { exitCode } from '../../errors/exit-code.ts';
import { changeRevocations, type RevocationChange, type RevocationsPlace } from '../../policy/policy.ts';
import { findRevocations } from '../../proxy/proxy.ts';
import type { Deps } from '../deps.ts';
import { checkIdentity, revocationOf, type RevocationFlags } from './read-flags.ts';

export interface RevokeFlags extends RevocationFlags {
  config: string;
  json: boolean;
}

/** Within which a proxy that reads the list where it was written has taken it into use. */
const seconds = 2;

/** `revoke`: changes the list of revocations that a proxy config names. */
export async function runRevoke(deps: Deps, subject: string, flags: RevokeFlags): Promise<number> {
  const change = revocationOf(subject, flags, Date.now());
  const { file, sources } = await findRevocations(resolve(deps.cwd, flags.config), deps);
  checkIdentity(change, sources);
  await changeRevocations(placeOf(deps, file), change);
  const shown = relative(deps.cwd, file);
  if (flags.json) deps.terminal.print(JSON.stringify(documentOf(change, file), undefined, 2));
  else deps.terminal.print(`${shown}  ${textOf(change)}`);
  deps.terminal.talk(
    [
      `Proxies that read ${shown} do so within ${seconds} seconds, or at once on SIGHUP${change.kind === 'undo' ? '' : ', and end running calls of this identity'}.`,
      'Where they read a copy of it, as from a ConfigMap, bring it there.',
    ].join('\n'),
  );
  return exitCode.done;
}

function placeOf({ files, signal }: Pick<Deps, 'files' | 'signal'>, path: string): RevocationsPlace {
  const lock: RevocationsPlace['lock'] = {
    take: async (folder) => await takeLock(files, folder, thisProcess),
    release: async (folder) => await releaseLock(files, folder, thisProcess),
  };
  return { path, files: nodeSharedFiles, lock, signal };
}

function documentOf(change: RevocationChange, file: string) {
  const { subject, source } = change;
  const who = { subject, ...(source === undefined ? {} : { source }) };
  const named = { schemaVersion: 1, revocations: file, withinSeconds: seconds };
  if (change.kind === 'undo') return { ...named, change: 'undone', ...who };
  const { reason, at, length } = change;
  return { ...named, change: 'revoked', ...who, reason, at: new Date(at).toISOString(), ...(length === undefined ? {} : { for: length }) };
}

function textOf(change: RevocationChange): string {
  const who = change.source === undefined ? change.subject : `${change.subject} of ${change.source}`;
  if (change.kind === 'undo') return `${who} is let in again`;
  return `${who} is revoked ${change.length === undefined ? 'for good' : `for ${change.length}`}: ${change.reason}`;
}
