import type { Files } from '../../adapters/files.ts';
import type { Platform } from '../../domain/platform.ts';
import { ToolError, type Problem } from '../../errors/tool-error.ts';
import { readConfig } from './load.ts';

/** What a config says of who decides, for tools that ask the policy and not the proxy. */
export interface ConfiguredAccess {
  /** Files and folders, absolute. */
  readonly documents: readonly string[];
  readonly platform: Platform;
  /** Whose each of them is. */
  readonly owners: ReadonlyMap<string, string>;
  /** Logical names that are served, and where the config says so. */
  readonly namespaces: readonly { readonly name: string; readonly place: Problem }[];
}

/** Throws PROXY_INVALID, also when the config names no policy. */
export async function configuredAccess(file: string, files: Pick<Files, 'readText'>): Promise<ConfiguredAccess> {
  const { config, platform, at } = await readConfig(file, files);
  if (config.access === undefined) {
    throw new ToolError('PROXY_INVALID', `${file} has no spec.access, so that no policy decides there`, {
      hint: 'Name the documents in spec.access.documents, or give them to this command.',
    });
  }
  const places = at(config.namespaces.map((_, index) => ({ path: ['spec', 'namespaces', index, 'name'], message: '' })));
  const namespaces = config.namespaces.map(({ name }, index) => ({ name, place: places[index] ?? { file, message: '' } }));
  const owners = new Map(config.namespaces.map(({ name, owner }) => [name, owner]));
  return { documents: config.access.documents, platform, namespaces, owners };
}
