import type { PrivateFiles } from '../adapters/private-files.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { TokenDeps } from './login/token-deps.ts';
import { accessToken } from './login/token.ts';
import type { Place } from './place.ts';

/** Longest that fits a header of every server on the way. */
const longestToken = 16_000;

export interface CredentialDeps extends TokenDeps {
  privateFiles: PrivateFiles;
}

/** What is shown to the proxy of a place. */
export async function credentialToken({ credential }: Pick<Place, 'credential'>, deps: CredentialDeps): Promise<string> {
  return credential.kind === 'login' ? await accessToken(credential.target, deps) : tokenIn(credential.path, deps);
}

function tokenIn(path: string, { privateFiles }: Pick<CredentialDeps, 'privateFiles'>): string {
  const refuse = (reason: string) =>
    new ToolError('LOGIN_NEEDED', `the token file ${path} ${reason}`, {
      hint: 'Mend it, or `spec.tokenFile` of the profile. Nothing was run.',
    });
  const file = readOr(() => privateFiles.readPrivate(path), refuse);
  if (file === undefined) throw refuse('is not there');
  if (!file.isPrivate && !file.isMounted) throw refuse('can be read by others (`chmod 600` mends that)');
  const token = file.text.trim();
  if (!/^[\x21-\x7e]+$/.test(token) || token.length > longestToken) throw refuse('does not hold one token');
  return token;
}

function readOr<T>(read: () => T, refuse: (reason: string) => ToolError): T {
  try {
    return read();
  } catch (error) {
    throw refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
