import type { AuthenticatorDeps } from '../identity/authenticator.ts';
import { createKeySets, type KeySetDeps } from '../identity/key-set.ts';
import type { Observer } from '../observe/create-observe.ts';
import type { Log } from '../observe/log.ts';
import type { ProxyOutside } from './outside.ts';

interface IdentityMaking {
  readonly outside: ProxyOutside;
  readonly log: Log;
  readonly observer: Observer;
}

/** What authenticators of one process share: the keys of issuers, and where their failures are told. */
export function identityDeps({ outside, log, observer }: IdentityMaking): AuthenticatorDeps {
  const keySetDeps: KeySetDeps = {
    fetch: outside.fetch,
    readText: outside.files.readText,
    clock: outside.clock,
    log: {
      info: (fields, message) => log.write('info', { event: 'issuer', detail: told(fields, message) }),
      warn: (fields, message) => {
        const issuer = 'issuer' in fields ? String(fields.issuer) : 'other';
        observer.metrics.issuerFailures.inc({ issuer });
        log.writeSeldom('warn', { event: 'issuer', reason: issuer, detail: told(fields, message) });
      },
    },
  };
  return { ...keySetDeps, keySets: createKeySets(keySetDeps) };
}

function told(fields: object, message: string): string {
  return `${message}: ${JSON.stringify(fields)}`;
}
