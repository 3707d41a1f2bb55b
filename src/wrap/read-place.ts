import { dirname } from 'node:path';
import type { PrivateFile, PrivateFiles } from '../adapters/private-files.ts';
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
  wish: Wish;
}

export interface ReadPlace {
  place: Place;
  /** What it was read from. */
  files: readonly string[];
}

/** Reads the profile and the platform file it names, strictly. */
export function readPlace({ profilePath, files, wish }: ReadPlaceInput): ReadPlace {
  const profile = readProfile(profilePath, files);
  const folder = dirname(profilePath);
  const platformPath = absolute(profile.platform, folder);
  const hint = `Mend \`spec.platform\` in ${profilePath}. Nothing was run.`;
  const text = textOf(platformPath, files, { what: 'platform file', code: 'PLATFORM_INVALID', hint });
  const platform = readPlatform(text, platformPath).spec;
  const folders = { profile: folder, platform: dirname(platformPath) };
  return { place: resolvePlace({ profile, platform, folders, wish }), files: [profilePath, platformPath] };
}

const example =
  'apiVersion: managed-temporal.dev/v1, kind: WrapProfile, spec: { platform: PATH OF temporal-platform.yaml, environment, region }';

function readProfile(path: string, files: PrivateFiles) {
  const hint = `Write it (${example}), or name another in MANAGED_TEMPORAL_PROFILE. Nothing was run.`;
  const text = textOf(path, files, { what: 'profile', code: 'WRAP_PROFILE_INVALID', hint });
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
  if (file.isOpenToAll) throw refuseOpen(path, what, code);
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

/** Whoever may write it says where the token goes. */
function refuseOpen(path: string, what: string, code: ErrorCode): ToolError {
  return new ToolError(code, `the ${what} ${path} can be changed by everybody on this machine, who could send your token elsewhere`, {
    hint: `Look at what stands in it, then run \`chmod o-w ${path}\`. Nothing was run.`,
  });
}
