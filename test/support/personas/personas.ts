import { createHash } from 'node:crypto';
import { place, type ProxyFile } from '../proxy-config.ts';

type Kind = 'people' | 'services';

/** Somebody, and what is expected of the policy below for it, written down by hand. */
export interface Persona {
  readonly name: string;
  readonly kind: Kind;
  readonly groups: readonly string[];
  /** Rights in `images` and in `videos`; of types that begin with `Pay` alone where `types` says so. */
  readonly images: string;
  readonly videos: string;
  readonly types?: 'Pay';
  /** What it reads in clear in `images`: data, failure, metadata. */
  readonly clear: string;
  readonly isRevoked?: true;
}

const owner = 'read query start signal terminate operate';
const all = 'data failure metadata';

const person = (name: string, groups: readonly string[], images = ''): Persona => ({
  name,
  kind: 'people',
  groups,
  images,
  videos: '',
  clear: '',
});
const service = (name: string, groups: readonly string[], images = ''): Persona => ({ ...person(name, groups, images), kind: 'services' });

export const personas: readonly Persona[] = [
  person('nobody', []),
  person('stranger', ['team-unheard-of']),
  person('reader', ['readers'], 'read query'),
  { ...person('reader-of-all', ['readers-of-all'], 'read query'), videos: 'read query' },
  person('owner', ['team-images'], owner),
  { ...person('owner-who-decodes', ['team-images', 'decoders'], owner), clear: all },
  { ...person('owner-of-both', ['team-images', 'team-videos'], owner), videos: owner },
  { ...person('other-owner', ['team-videos']), videos: owner },
  { ...person('support', ['readers', 'decoders'], 'read query'), clear: all },
  person('decoder-without-read', ['decoders'], 'decode'),
  { ...person('reader-of-data', ['readers', 'data'], 'read query'), clear: 'data' },
  { ...person('reader-of-failures', ['readers', 'failures'], 'read query'), clear: 'failure' },
  { ...person('reader-of-metadata', ['readers', 'metadata'], 'read query'), clear: 'metadata' },
  { ...person('reader-who-decodes-elsewhere', ['readers', 'decoders-of-videos'], 'read query'), videos: 'decode' },
  person('starter', ['starters'], 'start'),
  person('signaller', ['signallers'], 'signal'),
  person('terminator', ['terminators'], 'terminate'),
  person('operator', ['operators'], 'operate'),
  person('querier', ['queriers'], 'query'),
  person('deployer', ['deployers'], 'deploy'),
  person('administrator', ['administrators'], 'administer'),
  { ...person('platform-engineer', ['platform'], `${owner} work deploy administer`), clear: all },
  service('worker', ['workers'], 'work'),
  service('worker-that-cannot-read', ['blind-workers']),
  { ...service('worker-of-both', ['workers', 'workers-of-videos'], 'work'), videos: 'work' },
  service('worker-and-client', ['workers', 'starters', 'signallers'], 'work start signal'),
  { ...person('pay-reader', ['pay-readers'], 'read query'), types: 'Pay' },
  { ...person('pay-owner', ['pay-owners'], owner), types: 'Pay', clear: all },
  person('suspended', ['team-images', 'decoders']),
  person('owner-who-may-not-stop', ['team-images', 'careful'], 'read query start signal operate'),
  { ...person('on-call', ['on-call'], `${owner} work deploy administer`), clear: all },
  person('on-call-yesterday', ['on-call-yesterday']),
  person('staging-only', ['staging']),
  { ...person('leaver', ['team-images', 'decoders']), isRevoked: true },
];

export function tokenOfPersona(name: string): string {
  return `token-of-${name}`;
}

const inImages = (role: string, group: string) => ({ role, to: [{ group }], namespaces: ['images'] });
const hour = 3_600_000;
const at = (offset: number) => new Date(Date.now() + offset).toISOString();

const oneRight = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'deploy', 'administer'];
const header = (kind: string, name: string) => ({ apiVersion: 'managed-temporal.dev/v1', kind, metadata: { name } });

/** The documents that all personas are judged by. */
export function policyDocuments(): object[] {
  const roles = [
    ...oneRight.map((right) => ({ name: right, description: `May ${right}.`, allow: [{ rights: [right] }] })),
    { name: 'reader', description: 'Looks.', includes: ['read', 'query'] },
    { name: 'owner', description: 'Runs it.', includes: ['reader', 'start', 'signal', 'terminate', 'operate'] },
    { name: 'decoder', description: 'Reads in clear.', allow: [{ rights: ['decode'] }] },
    { name: 'data', description: 'Reads data.', allow: [{ rights: ['decode:data'] }] },
    { name: 'failures', description: 'Reads failures.', allow: [{ rights: ['decode:failure'] }] },
    { name: 'metadata', description: 'Reads summaries.', allow: [{ rights: ['decode:metadata'] }] },
    { name: 'worker', description: 'Works.', allow: [{ rights: ['work', 'decode'] }] },
    { name: 'blind-worker', description: 'Works, and reads nothing.', allow: [{ rights: ['work'] }] },
    {
      name: 'platform',
      description: 'All of it.',
      includes: ['owner', 'worker', 'deploy', 'administer'],
      allow: [{ rights: ['platform'] }],
    },
  ];
  const grants = [
    inImages('reader', 'readers'),
    { role: 'reader', to: [{ group: 'readers-of-all' }], namespaces: ['*'] },
    inImages('owner', 'team-images'),
    { role: 'owner', to: [{ group: 'team-videos' }], namespaces: ['videos'] },
    inImages('decoder', 'decoders'),
    { role: 'decoder', to: [{ group: 'decoders-of-videos' }], namespaces: ['videos'] },
    ...['data', 'failures', 'metadata'].map((name) => inImages(name, name)),
    inImages('start', 'starters'),
    inImages('signal', 'signallers'),
    inImages('terminate', 'terminators'),
    inImages('operate', 'operators'),
    inImages('query', 'queriers'),
    inImages('deploy', 'deployers'),
    inImages('administer', 'administrators'),
    inImages('platform', 'platform'),
    inImages('worker', 'workers'),
    { role: 'worker', to: [{ group: 'workers-of-videos' }], namespaces: ['videos'] },
    inImages('blind-worker', 'blind-workers'),
    { ...inImages('reader', 'pay-readers'), workflowTypes: ['Pay*'] },
    { ...inImages('owner', 'pay-owners'), workflowTypes: ['Pay*'] },
    { ...inImages('decoder', 'pay-owners'), workflowTypes: ['Pay*'] },
    { ...inImages('owner', 'staging'), environments: ['staging'] },
  ];
  const everything = [...oneRight, 'work', 'decode'];
  const denials = [
    { rights: everything, to: [{ subject: 'suspended' }], namespaces: ['*'], reason: 'Suspended.' },
    { rights: ['terminate'], to: [{ group: 'careful' }], namespaces: ['images'], reason: 'Ask first.' },
  ];
  const breakGlass = (name: string, from: string, until: string) => ({
    ...header('BreakGlass', name),
    spec: { role: 'platform', to: [{ group: name }], namespaces: ['images'], reason: 'The farm burns.', from, until },
  });
  return [
    { ...header('Policy', 'company'), spec: { roles, grants, denials } },
    breakGlass('on-call', at(-hour), at(hour)),
    breakGlass('on-call-yesterday', at(-26 * hour), at(-24 * hour)),
  ];
}

export function revocations(): object {
  const revoked = personas.filter(({ isRevoked }) => isRevoked).map(({ name }) => ({ subject: name, reason: 'Has left.', at: at(-hour) }));
  return { apiVersion: 'managed-temporal.dev/v1', kind: 'Revocations', spec: { revoked } };
}

type Identities = ProxyFile['spec']['identities'];

export function identitiesOfPersonas(): Identities {
  return [sourceOf('people'), sourceOf('services')];
}

function sourceOf(callers: Kind): Identities[number] {
  const tokens = personas
    .filter(({ kind }) => kind === callers)
    .map(({ name, groups }) => ({
      subject: name,
      sha256: createHash('sha256').update(tokenOfPersona(name)).digest('hex'),
      ...(groups.length === 0 ? {} : { groups: [...groups] }),
    }));
  return { kind: 'static', name: callers, callers, place, tokens };
}
