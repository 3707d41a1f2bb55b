import { dirname } from 'node:path';
import type { PrivateFiles } from '../adapters/private-files.ts';
import type { Place } from './place.ts';

/** What earlier runs found out, and under which circumstances it still holds. It spares a run of the CLI and the reading of two documents. */
export interface Memory {
  place(wish: string): Place | undefined;
  keepPlace(wish: string, place: Place, files: readonly string[]): void;
  /** Whether a binary has proved to be a CLI that can be used. */
  isKnownCli(path: string): boolean;
  keepCli(path: string): void;
}

export interface MemoryInput {
  /** Absolute. */
  path: string;
  files: PrivateFiles;
  /** Makes a folder, and those above it, for its owner alone. */
  makeFolder: (path: string) => void;
  fingerprint: (path: string) => string | undefined;
  /** Of this tool: what another version kept is not looked at. */
  version: string;
}

interface Kept {
  version: string;
  places: Record<string, { place: Place; files: Record<string, string> }>;
  clis: Record<string, string>;
}

/** More than anybody uses side by side. */
const mostEntries = 50;

/** A file of one's own below the cache folder. Whatever is wrong with it, it is as if there were none. */
export function openMemory(input: MemoryInput): Memory {
  const { fingerprint, version } = input;
  const kept = load(input) ?? { version, places: {}, clis: {} };
  const isCurrent = (files: Record<string, string>) => Object.entries(files).every(([path, mark]) => fingerprint(path) === mark);
  return {
    place(wish) {
      const entry = kept.places[wish];
      return entry !== undefined && isCurrent(entry.files) ? entry.place : undefined;
    },
    keepPlace(wish, place, paths) {
      const files = Object.fromEntries(paths.map((path) => [path, fingerprint(path) ?? '']));
      kept.places = lastOf({ ...kept.places, [wish]: { place, files } });
      save(input, kept);
    },
    isKnownCli: (path) => kept.clis[path] !== undefined && kept.clis[path] === fingerprint(path),
    keepCli(path) {
      kept.clis = lastOf({ ...kept.clis, [path]: fingerprint(path) ?? '' });
      save(input, kept);
    },
  };
}

function load({ path, files, version }: MemoryInput): Kept | undefined {
  try {
    const file = files.readPrivate(path);
    // Whoever may write it could send tokens elsewhere.
    if (file === undefined || !file.isPrivate) return undefined;
    const kept = JSON.parse(file.text) as Kept;
    return kept.version === version && typeof kept.places === 'object' && typeof kept.clis === 'object' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function save({ path, files, makeFolder }: MemoryInput, kept: Kept): void {
  try {
    makeFolder(dirname(path));
    files.replacePrivate(path, JSON.stringify(kept));
  } catch {
    // It would only have spared work: a folder that cannot be written is no reason to fail.
  }
}

function lastOf<T>(entries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).slice(-mostEntries));
}
