import type { PrivateFile, PrivateFiles } from '../../adapters/private-files.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { readRing } from './read-ring.ts';
import type { KeyRing } from './ring.ts';

export interface LoadedRing {
  readonly ring: KeyRing;
  readonly text: string;
  /** It holds key material, and others than its owner may read it. What Kubernetes has mounted is for Kubernetes to guard. */
  readonly isExposed: boolean;
}

/** Reads a ring from its file; one that is exposed too. */
export function loadRing(path: string, files: Pick<PrivateFiles, 'readPrivate'>): LoadedRing {
  const file = existing(path, files);
  if (file === undefined) throw unreadable(path, 'it does not exist');
  return loaded(path, file);
}

/** The same, where there need not be one yet; nothing is done with a ring that is exposed. */
export function loadPrivateRing(path: string, files: Pick<PrivateFiles, 'readPrivate'>): LoadedRing | undefined {
  const file = existing(path, files);
  const found = file === undefined ? undefined : loaded(path, file);
  if (found?.isExposed !== true) return found;
  throw new ToolError('KEY_RING_INVALID', exposedText(path), {
    hint: `Run \`chmod 600 ${path}\`; if somebody may have read it, run \`keys rotate --all\` as well. Nothing was written.`,
  });
}

export function exposedText(path: string): string {
  return `${path} holds keys, and others than its owner may read it`;
}

function loaded(path: string, { text, isPrivate, isMounted }: PrivateFile): LoadedRing {
  const ring = readRing(text, path);
  const versions = [...ring.domains.values()].flatMap((domain) => domain.versions);
  return { ring, text, isExposed: !isPrivate && !isMounted && versions.some(({ material }) => material !== undefined) };
}

function existing(path: string, files: Pick<PrivateFiles, 'readPrivate'>): PrivateFile | undefined {
  try {
    return files.readPrivate(path);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(path: string, reason: string): ToolError {
  return new ToolError('KEY_RING_INVALID', `the key ring ${path} cannot be read: ${reason}`, {
    hint: 'Make one with `keys create`, or name another: with --ring, or in spec.keys.ring of the proxy config. Nothing was written.',
  });
}
