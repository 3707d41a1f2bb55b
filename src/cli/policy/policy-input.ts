import { resolve } from 'node:path';
import type { Platform } from '../../domain/platform.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { loadPolicy, type KnownNamespace, type LoadedPolicy } from '../../policy/policy.ts';
import type { ConfiguredAccess } from '../../proxy/proxy.ts';
import type { Deps } from '../deps.ts';
import { loadPlatform } from '../load-platform.ts';

export interface PolicyFlags {
  config?: string;
  platform?: string;
  json: boolean;
}

export interface NamedPolicy {
  readonly loaded: LoadedPolicy;
  readonly platform: Platform;
  /** Of the config; none without one. */
  readonly namespaces: readonly KnownNamespace[];
}

/** The documents that are named, or those of a proxy's config. Throws POLICY_INVALID, PROXY_INVALID or PLATFORM_INVALID. */
export async function namedPolicy(deps: Deps, named: readonly string[], flags: PolicyFlags): Promise<NamedPolicy> {
  const access = await accessOf(deps, named, flags.config);
  const isOwnPlatform = access === undefined || flags.platform !== undefined;
  const platform = isOwnPlatform ? (await loadPlatform(deps, flags.platform)).document.spec : access.platform;
  const paths = named.length > 0 ? named.map((path) => resolve(deps.cwd, path)) : (access?.documents ?? []);
  const namespaces = (access?.namespaces ?? []).map(knownNamespace);
  const owners = access === undefined ? {} : { owners: access.owners };
  return { loaded: await loadPolicy({ paths, files: deps.files, platform, ...owners }), platform, namespaces };
}

async function accessOf(deps: Deps, named: readonly string[], config: string | undefined): Promise<ConfiguredAccess | undefined> {
  if (config === undefined && named.length > 0) return undefined;
  if (config === undefined) {
    throw new ToolError('USAGE', 'no documents are named', { hint: 'Name files or folders, or a proxy with --config.' });
  }
  // The room of the proxy is large, and documents by themselves do without.
  const { configuredAccess } = await import('../../proxy/proxy.ts');
  return await configuredAccess(resolve(deps.cwd, config), deps.files);
}

function knownNamespace({ name, place: { file = '', line = 1, column = 1 } }: ConfiguredAccess['namespaces'][number]): KnownNamespace {
  return { name, place: { file, line, column } };
}

/** As a person would name it from where they are. */
export function shortPath(file: string, cwd: string): string {
  return file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
}
