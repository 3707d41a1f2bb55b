import { createHash } from 'node:crypto';
import { audience } from '../issuer.ts';
import { place, type ProxyFile } from '../proxy-config.ts';

type Right = 'read' | 'query' | 'start' | 'signal' | 'terminate' | 'operate' | 'work' | 'administer' | 'decode' | 'decode:metadata';

/** Whoever tries to get round the policy, by group. `types`: held to `Pay…`. */
export const intruders = {
  /** Everything an owner has, for workflows of types that begin with `Pay` alone. */
  payOwner: { kind: 'person', types: 'Pay*', rights: ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'decode'] },
  /** All types; starts and looks, no more. */
  starter: { kind: 'person', rights: ['read', 'start', 'signal'] },
  /** All types; reads summaries in clear, and nothing else. */
  summaryReader: { kind: 'person', rights: ['read', 'start', 'decode:metadata'] },
  /** All types; reads nothing in clear. */
  owner: { kind: 'person', rights: ['read', 'query', 'start', 'signal', 'terminate', 'operate'] },
  /** All types but `Secret`; looks and ends what runs. */
  allButSecret: { kind: 'person', denied: 'Secret*', rights: ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'decode'] },
  stopper: { kind: 'person', rights: ['read', 'terminate'] },
  worker: { kind: 'service', rights: ['work', 'decode'] },
  /** Its traffic makes way for that of others. */
  batcher: { kind: 'service', rights: ['start'] },
} as const satisfies Readonly<Record<string, { kind: 'person' | 'service'; types?: string; denied?: string; rights: readonly Right[] }>>;

export type Intruder = keyof typeof intruders;

/** Makes what others have; nobody who attacks. */
export const everybodyElse = { images: 'setup-of-images', videos: 'setup-of-videos' } as const;
export const leaver = 'leaver@example.com';

const names = Object.keys(intruders) as Intruder[];

/** As dnsName wants it. */
export function groupOf(intruder: Intruder): string {
  return intruder.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function subjectOf(intruder: Intruder): string {
  return intruders[intruder].kind === 'person' ? `${groupOf(intruder)}@example.com` : groupOf(intruder);
}

/** Of a service, or of whoever makes what others have. */
export function staticTokenOf(name: string): string {
  return `token-of-${name}`;
}

const header = (kind: string) => ({ apiVersion: 'managed-temporal.dev/v1', kind });
const all: readonly Right[] = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'work', 'administer', 'decode'];

export function policyOfAttempts(): object {
  const roles = names.map((name) => ({
    name: groupOf(name),
    description: 'Of a trial.',
    allow: [{ rights: [...intruders[name].rights] }],
  }));
  const grants = names.map((name) => {
    const { types } = intruders[name] as { types?: string };
    const grant = { role: groupOf(name), to: [{ group: groupOf(name) }], namespaces: ['images'] };
    return types === undefined ? grant : { ...grant, workflowTypes: [types] };
  });
  const makers = Object.entries(everybodyElse).map(([namespace, subject]) => ({
    role: 'maker',
    to: [{ subject }],
    namespaces: [namespace],
  }));
  return {
    ...header('Policy'),
    metadata: { name: 'attempts' },
    spec: {
      roles: [...roles, { name: 'maker', description: 'Makes what is attacked.', allow: [{ rights: all }] }],
      grants: [...grants, ...makers],
      denials: names.flatMap((name) => {
        const { denied, rights } = intruders[name] as { denied?: string; rights: readonly Right[] };
        return denied === undefined
          ? []
          : [
              {
                rights: [...rights],
                to: [{ group: groupOf(name) }],
                namespaces: ['images'],
                workflowTypes: [denied],
                reason: 'Not theirs.',
              },
            ];
      }),
      backfill: [{ to: [{ group: groupOf('batcher') }], namespaces: ['images'] }],
      limits: { namespaces: [{ namespaces: ['images'], requestsPerSecond: 10_000 }] },
    },
  };
}

export function revocationsOfAttempts(): object {
  return {
    ...header('Revocations'),
    spec: { revoked: [{ subject: leaver, reason: 'Has left.', at: new Date(Date.now() - 60_000).toISOString() }] },
  };
}

function tokenFor(name: string): string {
  return createHash('sha256').update(staticTokenOf(name)).digest('hex');
}

export function identitiesOfAttempts(issuer: string): ProxyFile['spec']['identities'] {
  const services = names.filter((name) => intruders[name].kind === 'service');
  return [
    { kind: 'jwt', name: 'people', place, issuer, audiences: [audience], clockSkew: '1s', grants: [{ subject: '*' }] },
    {
      kind: 'static',
      name: 'services',
      place,
      tokens: [
        ...services.map((name) => ({ subject: subjectOf(name), sha256: tokenFor(name), groups: [groupOf(name)] })),
        ...Object.values(everybodyElse).map((subject) => ({ subject, sha256: tokenFor(subject) })),
      ],
    },
  ];
}
