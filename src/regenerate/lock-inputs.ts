import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { textOf } from './texts.ts';

/** What npm copies from a manifest into its lock. */
const npmLockedKeys = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const npmKeys = [...npmLockedKeys, 'overrides', 'workspaces'];

/** What a package manager makes a lock from, as a text that equals another when the two lock the same; `undefined`: nobody can tell. */
export function lockInputs(path: string, manifest: Uint8Array): string | undefined {
  if (path.endsWith('.json')) return npmInputs(manifest, npmKeys);
  const project = pyproject(manifest);
  return project === undefined ? undefined : JSON.stringify(sorted(project));
}

/** Whether an npm lock locks what the manifest asks for. */
export function isNpmLockOf(lock: Uint8Array, manifest: Uint8Array): boolean {
  const packages = parsedJson(lock)?.['packages'] as Record<string, unknown> | undefined;
  const root = packages?.[''];
  const locked = root === undefined ? undefined : keysOf(root as Record<string, unknown>, npmLockedKeys);
  return locked !== undefined && locked === npmInputs(manifest, npmLockedKeys);
}

function npmInputs(manifest: Uint8Array, keys: readonly string[]): string | undefined {
  const value = parsedJson(manifest);
  return value === undefined ? undefined : keysOf(value, keys);
}

function keysOf(value: Record<string, unknown>, keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => sorted(value[key])));
}

function parsedJson(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    return JSON.parse(textOf(bytes) ?? '') as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The parts of a `pyproject.toml` that say what is to be locked. */
export interface PythonProject {
  requiresPython: unknown;
  dependencies: unknown;
  extras: unknown;
  groups: unknown;
  uv: unknown;
}

export function pyproject(bytes: Uint8Array): PythonProject | undefined {
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  try {
    const value = getStaticTOMLValue(parseTOML(text, { tomlVersion: '1.0' })) as Record<string, Record<string, unknown> | undefined>;
    const { project, tool } = value;
    return {
      requiresPython: project?.['requires-python'],
      dependencies: project?.['dependencies'],
      extras: project?.['optional-dependencies'],
      groups: value['dependency-groups'],
      uv: tool?.['uv'],
    };
  } catch {
    return undefined;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, inner]) => [key, sorted(inner)]);
}
