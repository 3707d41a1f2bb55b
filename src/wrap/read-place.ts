import { dirname } from 'node:path';
import type { PrivateFile, PrivateFiles } from '../adapters/private-files.ts';
import type { OtherWriter } from '../adapters/other-writers.ts';
import { readPlatform } from '../domain/read-platform.ts';
import { readYaml } from '../domain/read-yaml.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Wish } from './argv/read-command-line.ts';
import { absolute, resolvePlace, type Place } from './place.ts';
import { wrapProfile } from './profile.ts';

export interface ReadPlaceInput {
  /** Absolute path of the profile. */
  profilePath: string;
  files: PrivateFiles;
  /** Who else may change a file; the widest first. */
  otherWriters: (path: string) => readonly OtherWriter[];
  wish: Wish;
}

export interface ReadPlace {
  place: Place;
  /** What it was read from. */
  files: readonly string[];
}

/** Reads the profile and the platform file it names, strictly. Neither is taken from whoever could send a token elsewhere by it. */
export function readPlace({ profilePath, files, otherWriters, wish }: ReadPlaceInput): ReadPlace {
  const profile = readProfile(profilePath, { files, otherWriters });
  const folder = dirname(profilePath);
  const platformPath = absolute(profile.platform, folder);
  const hint = `Mend \`spec.platform\` in ${profilePath}. Nothing was run.`;
  const said = { what: 'platform file', code: 'PLATFORM_INVALID', hint } as const;
  const text = textOf(platformPath, files, said);
  // The person has named it, and so trusts its owner.
  refuseWriters(platformPath, said, everybodyOf(otherWriters(platformPath)));
  const platform = readPlatform(text, platformPath).spec;
  const folders = { profile: folder, platform: dirname(platformPath) };
  return { place: resolvePlace({ profile, platform, folders, wish }), files: [profilePath, platformPath] };
}

const example =
  'apiVersion: managed-temporal.dev/v1, kind: WrapProfile, spec: { platform: PATH OF temporal-platform.yaml, environment, region }';

function readProfile(path: string, { files, otherWriters }: Pick<ReadPlaceInput, 'files' | 'otherWriters'>) {
  const hint = `Write it (${example}), or name another in MANAGED_TEMPORAL_PROFILE. Nothing was run.`;
  const said = { what: 'profile', code: 'WRAP_PROFILE_INVALID', hint } as const;
  const text = textOf(path, files, said);
  refuseWriters(path, said, otherWriters(path));
  const reading = readYaml(wrapProfile, text, path);
  if (reading.kind === 'valid') return reading.value.spec;
  const { problems } = reading;
  throw new ToolError('WRAP_PROFILE_INVALID', `${path} is not a valid profile`, { problems, hint: 'Mend it. Nothing was run.' });
}

interface Unreadable {
  what: string;
  code: ErrorCode;
  hint: string;
}

function textOf(path: string, files: PrivateFiles, { what, code, hint }: Unreadable): string {
  const file = readOr(path, files, { what, code, hint });
  if (file === undefined) throw new ToolError(code, `there is no ${what} at ${path}`, { hint });
  return file.text;
}

function readOr(path: string, files: PrivateFiles, { what, code, hint }: Unreadable): PrivateFile | undefined {
  try {
    return files.readPrivate(path);
  } catch (error) {
    throw new ToolError(code, `the ${what} ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      hint,
      cause: error,
    });
  }
}

function everybodyOf(writers: readonly OtherWriter[]): readonly OtherWriter[] {
  return writers.filter(({ who }) => who === 'everybody');
}

const mends: Readonly<Record<OtherWriter['who'], { whose: string; mend: (place: string) => string }>> = {
  everybody: { whose: 'everybody on this machine', mend: (place) => `run \`chmod o-w ${place}\`` },
  'a group': { whose: 'a group', mend: (place) => `run \`chmod g-w ${place}\`` },
  'another user': { whose: 'another user', mend: (place) => `have ${place} made yours` },
};

/** Whoever may write it says where the token goes. */
function refuseWriters(path: string, { what, code }: Unreadable, writers: readonly OtherWriter[]): void {
  const [first] = writers;
  if (first === undefined) return;
  const { whose, mend } = mends[first.who];
  const through = first.place === path ? '' : ` through ${first.place}`;
  throw new ToolError(code, `the ${what} ${path} can be changed by ${whose}${through}, who could send your token elsewhere`, {
    hint: `Look at what stands in it, then ${mend(first.place)}. Nothing was run.`,
  });
}
