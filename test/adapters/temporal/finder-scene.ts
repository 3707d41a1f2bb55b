import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { findTemporal, type FindTemporalInput } from '../../../src/adapters/temporal/find-temporal.ts';
import { temporaryFolder, treeOf } from '../../support/temporary-folder.ts';
import { version } from './release-server.ts';

export const machine = { os: 'linux', cpu: 'x64' };
export const cachedPath = join('managed-temporal', 'temporal', version, 'linux_amd64', 'temporal');
const nowhere = 'http://127.0.0.1:1/releases';

interface Scene {
  baseUrl?: string;
  digests?: Record<string, string>;
  env?: Record<string, string>;
  cache?: Record<string, string>;
  over?: Partial<FindTemporalInput>;
}

export async function scene({ baseUrl = nowhere, digests = {}, env = {}, cache = {}, over = {} }: Scene = {}) {
  const cacheHome = await temporaryFolder(cache);
  const said: string[] = [];
  const statuses: string[] = [];
  const find = () =>
    findTemporal({
      env: { XDG_CACHE_HOME: cacheHome, PATH: '/no/such/folder', ...env },
      processes: nodeProcesses,
      terminal: { talk: (text) => said.push(text), status: (text) => statuses.push(text) },
      signal: new AbortController().signal,
      release: { version, baseUrl, digests },
      machine,
      patience: 500,
      ...over,
    });
  return { find, cacheHome, said, statuses, kept: async () => Object.keys(await treeOf(cacheHome)) };
}

export async function program(name: string, content: string | Uint8Array, mode = 0o755): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

/** The first bytes of an ELF file for 64-bit ARM. */
export function armBinary(): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head.set([2, 1, 1], 4);
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(0xb7, 18);
  return head;
}
