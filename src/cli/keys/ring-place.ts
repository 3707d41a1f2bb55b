import { resolve } from 'node:path';
import { releaseLock, takeLock, thisProcess } from '../../adapters/lock-folder.ts';
import { nodePrivateFiles } from '../../adapters/private-files.ts';
import { duration, milliseconds } from '../../domain/duration.ts';
import { dnsName } from '../../domain/names.ts';
import type { PlatformEncryption } from '../../domain/platform.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { RingPlace, Selection } from '../../keys/keys.ts';
import type { Deps } from '../deps.ts';
import { loadPlatform } from '../load-platform.ts';

export interface RingFlags {
  ring: string;
  json: boolean;
}

export interface NewVersionFlags extends RingFlags {
  all: boolean;
  activateAfter: string;
  provider?: string;
  kmsKey?: string;
}

export function ringPlace({ cwd, files, signal }: Pick<Deps, 'cwd' | 'files' | 'signal'>, ring: string): RingPlace {
  const lock: RingPlace['lock'] = {
    take: async (folder) => await takeLock(files, folder, thisProcess),
    release: async (folder) => await releaseLock(files, folder, thisProcess),
  };
  return { path: resolve(cwd, ring), files: nodePrivateFiles, lock, signal };
}

/** What new versions are to be, as the flags say. */
export function versionOptions({ activateAfter, provider, kmsKey }: NewVersionFlags, now: number) {
  if (!duration.safeParse(activateAfter).success)
    throw misuse(`--activate-after ${activateAfter} is no duration`, 'Write it as 15m or 1h.');
  if (kmsKey !== undefined && kmsRegion(kmsKey) === undefined) {
    throw misuse(`--kms-key ${kmsKey} is no ARN of an AWS KMS key`, 'Write it as arn:aws:kms:eu-central-1:111122223333:key/…');
  }
  if (provider !== undefined && !dnsName.safeParse(provider).success) {
    throw misuse(`--provider ${provider} is no name`, 'Use lower-case letters, digits and hyphens.');
  }
  const usual = kmsKey === undefined ? undefined : 'aws-kms';
  // The ring keeps whole seconds: a version that is to seal at once must not wait for the next one.
  const second = Math.floor(now / 1_000) * 1_000;
  return { now: second, activateAt: second + milliseconds(activateAfter), provider: provider ?? usual, reference: kmsKey };
}

export function selectionOf(ids: readonly string[], isAll: boolean): Selection {
  if (isAll && ids.length > 0) throw misuse('key domains are named beside --all', 'Leave one of the two out.');
  if (!isAll && ids.length === 0) throw misuse('no key domain is named', 'Name some, or say --all.');
  return isAll ? 'all' : { ids: [...new Set(ids)] };
}

/** `eu-central-1` of `arn:aws:kms:eu-central-1:111122223333:key/…`; `undefined` for anything else. */
export function kmsRegion(reference: string): string | undefined {
  return /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/.+$/.exec(reference)?.[1];
}

/** `spec.encryption` of the platform, and the most days that it keeps closed workflows. */
export async function platformEncryption(
  deps: Deps,
  flag: string | undefined,
): Promise<{ encryption: PlatformEncryption; retentionDays: number }> {
  const { document, file } = await loadPlatform(deps, flag);
  const { encryption, retention } = document.spec;
  if (encryption !== undefined) return { encryption, retentionDays: retention.maximum };
  throw new ToolError('PLATFORM_INVALID', `${file ?? 'the built-in platform'} has no spec.encryption`, {
    hint: 'Say there what the deployment is called and which key domains it has, or name another file with --platform. Nothing was written.',
  });
}

export function misuse(message: string, hint: string): ToolError {
  return new ToolError('USAGE', message, { hint: `${hint} Nothing was written.` });
}
