import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** `$XDG_CACHE_HOME/managed-temporal`, and `~/.cache/managed-temporal` without one. */
export function cacheFolder(env: Env): string {
  return userFolder(env, env['XDG_CACHE_HOME'], '.cache');
}

/** `$XDG_CONFIG_HOME/managed-temporal`, and `~/.config/managed-temporal` without one. */
export function configFolder(env: Env): string {
  return userFolder(env, env['XDG_CONFIG_HOME'], '.config');
}

function userFolder(env: Env, named: string | undefined, usual: string): string {
  // The convention: a relative path is to be ignored.
  return join(named !== undefined && isAbsolute(named) ? named : join(env['HOME'] ?? homedir(), usual), 'managed-temporal');
}
