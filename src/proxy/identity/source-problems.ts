import { milliseconds } from '../../domain/duration.ts';
import type { IdentitySource, StaticSource, TokenSource } from './config.ts';
import { isLoopbackHost, isSafeUrl } from './loopback.ts';
import type { IdentityContext, IdentityProblem } from './identity-context.ts';

const largestSkew = '5m';
const verifyEvery = { least: '10s', most: '24h' };
/** Of nothing at all: what `printf "$TOKEN"` gives for a variable that is not set. */
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** What one source may get wrong about the credential it takes. */
export function credentialProblems(source: IdentitySource, context: IdentityContext): IdentityProblem[] {
  if (source.kind === 'jwt' || source.kind === 'kubernetes') return tokenProblems(source, context);
  if (source.kind === 'static') return [...developmentProblems(context), ...staticProblems(source)];
  if (source.kind === 'local') return [...developmentProblems(context), ...listenerProblems(context)];
  if (context.listener.verifiesClients) return [];
  return [problem('kind', 'needs spec.listen.tls.clientAuthorities, or no client is asked for a certificate')];
}

/** What sources may get wrong together: credentials of which nobody can say whose they are. */
export function sharedCredentialProblems(sources: readonly IdentitySource[]): IdentityProblem[] {
  const seen = new Map<string, string>();
  const once = (key: string, holder: string, found: IdentityProblem): IdentityProblem[] => {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, holder);
    return first === undefined ? [] : [{ ...found, message: `${found.message} ${first} already` }];
  };
  return sources.flatMap((source, index) => {
    if (source.kind === 'local')
      return once('local', source.name, { path: [index, 'kind'], message: 'callers without a credential belong to' });
    if (source.kind === 'static') {
      return source.tokens.flatMap(({ sha256, subject }, at) =>
        once(`static ${sha256}`, `${source.name} (${subject})`, {
          path: [index, 'tokens', at, 'sha256'],
          message: 'this token belongs to',
        }),
      );
    }
    if (source.kind === 'mtls') return [];
    return source.audiences.flatMap((audience, at) =>
      once(JSON.stringify([source.issuer, audience]), source.name, {
        path: [index, 'audiences', at],
        message: `tokens of ${source.issuer} for ${audience} belong to`,
      }),
    );
  });
}

function tokenProblems(source: TokenSource, { development }: IdentityContext): IdentityProblem[] {
  const isUrl = URL.canParse(source.issuer);
  return [
    ...(source.jwksUri === undefined && !isUrl
      ? [problem('issuer', 'is no URL, so its keys cannot be discovered; write jwksUri too')]
      : urlProblems(source.jwksUri === undefined ? 'issuer' : 'jwksUri', source.jwksUri ?? source.issuer, development)),
    ...(milliseconds(source.clockSkew) <= milliseconds(largestSkew)
      ? []
      : [problem('clockSkew', `is above ${largestSkew}; set the clocks instead`)]),
    ...verifyEveryProblems(source),
  ];
}

function verifyEveryProblems(source: TokenSource): IdentityProblem[] {
  const every = milliseconds(source.verifyEvery);
  const isWithin = every >= milliseconds(verifyEvery.least) && every <= milliseconds(verifyEvery.most);
  return isWithin ? [] : [problem('verifyEvery', `is not between ${verifyEvery.least} and ${verifyEvery.most}`)];
}

function urlProblems(field: string, text: string, development: boolean): IdentityProblem[] {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return [problem(field, 'holds a user or a password; leave them out')];
  if (isSafeUrl(url, { development })) return [];
  return [problem(field, 'has to begin with https://, or anyone on the way could put in keys of his own')];
}

function developmentProblems({ development }: IdentityContext): IdentityProblem[] {
  return development ? [] : [problem('kind', 'is for development only; set spec.development: true, or use jwt, kubernetes or mtls')];
}

function listenerProblems({ listener }: IdentityContext): IdentityProblem[] {
  if (isLoopbackHost(hostOf(listener.address))) return [];
  return [problem('kind', 'asks for no credential, so spec.listen.address has to be a loopback address, such as 127.0.0.1:7233')];
}

function staticProblems({ tokens }: StaticSource): IdentityProblem[] {
  return tokens.flatMap(({ sha256 }, index) =>
    sha256 === emptySha256 ? [{ path: ['tokens', index, 'sha256'], message: 'is the hash of an empty text' }] : [],
  );
}

/** Of `host:port`, without the brackets of an IPv6 address. */
function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replaceAll(/^\[|\]$/g, '');
}

function problem(field: string, message: string): IdentityProblem {
  return { path: [field], message };
}
