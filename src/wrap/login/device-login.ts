import type { TokenEndpointResponse } from 'openid-client';
import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import type { TokenDeps } from './token-deps.ts';
import { isPassing, printable, providerCode } from './provider-errors.ts';
import { audienceParameters, type Provider } from './provider.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
/** Seconds; RFC 8628, sections 3.2 and 3.5. */
const usualInterval = 5;
const slowerBy = 5;
const longestInterval = 60;

/** OAuth 2.0 device grant (RFC 8628): the person opens an address on whatever device and enters a code. Rejects with the library's errors. */
export async function deviceLogin(provider: Provider, target: LoginTarget, deps: TokenDeps): Promise<TokenEndpointResponse> {
  const { openid, configuration } = provider;
  if (configuration.serverMetadata().device_authorization_endpoint === undefined) {
    throw new ToolError('LOGIN_MISCONFIGURED', `${target.issuer} offers no device login`, {
      hint: 'Use `temporal-wrap login --browser`, with --no-open where no browser can be opened. Nothing was stored.',
    });
  }
  const answer = await openid.initiateDeviceAuthorization(configuration, { scope: target.scopes.join(' '), ...audienceParameters(target) });
  const address = answer.verification_uri_complete;
  deps.terminal.talk(`  Open ${webAddress(answer.verification_uri, target)} and enter ${printable(answer.user_code)}`);
  if (address !== undefined) deps.terminal.talk(`  or open ${webAddress(address, target)}`);
  const deadline = deps.now() + answer.expires_in * 1_000;
  return await poll(
    provider,
    { device_code: answer.device_code, ...audienceParameters(target) },
    { deps, deadline, interval: answer.interval },
  );
}

interface PollInput {
  readonly deps: TokenDeps;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly interval: number | undefined;
}

async function poll({ openid, configuration }: Provider, parameters: Record<string, string>, { deps, deadline, interval }: PollInput) {
  const { wait } = await deps.outside();
  let seconds = interval ?? usualInterval;
  for (;;) {
    await wait(seconds * 1_000, deps.signal);
    if (deps.now() >= deadline)
      throw new ToolError('LOGIN_REFUSED', 'the code was not entered in time', {
        hint: 'Run `temporal-wrap login` again. Nothing was stored.',
      });
    try {
      return await openid.genericGrantRequest(configuration, grantType, parameters);
    } catch (error) {
      const code = providerCode(error);
      if (code === 'slow_down') seconds += slowerBy;
      // A person is on the way to a browser: a network that comes and goes is waited out, ever more slowly.
      else if (isPassing(error)) seconds = Math.min(seconds * 2, longestInterval);
      else if (code !== 'authorization_pending') throw error;
    }
  }
}

function webAddress(text: string, { issuer }: LoginTarget): string {
  const address = printable(text);
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  throw new ToolError('LOGIN_MISCONFIGURED', `${issuer} names no address to log in at`, {
    hint: 'Use `temporal-wrap login --browser`. Nothing was stored.',
  });
}
