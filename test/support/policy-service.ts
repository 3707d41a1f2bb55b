import { createHash } from 'node:crypto';
import type { ClientHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { WrittenRight } from '../../src/domain/access.ts';
import { methods, type Method } from '../../src/proxy/wire/methods.ts';
import { answerWith } from '../proxy/transport/fake-frontend.ts';
import { answerOf, frame, open, type RawAnswer } from '../proxy/transport/raw-client.ts';
import { yaml, type ProxyInput } from './proxy-files.ts';
import { startService, type Service } from './proxy-service.ts';
import { encode } from './temporal-messages.ts';

/** What a caller of a test may do in `orders`, the namespace in the clear. */
export interface TestCaller {
  readonly rights: readonly WrittenRight[];
  readonly deny?: readonly WrittenRight[];
  readonly isPerson?: boolean;
  /** In the namespace `images`. */
  readonly elsewhere?: readonly WrittenRight[];
}

export interface PolicyService extends Service {
  /** Messages that came to Temporal, oldest first. */
  readonly received: { readonly path: string; readonly message: Buffer }[];
  readonly session: ClientHttp2Session;
  call(caller: string, method: Method, message: Buffer): Promise<RawAnswer>;
}

const apiVersion = 'managed-temporal.dev/v1';

export function policyText(callers: Readonly<Record<string, TestCaller>>): string {
  const named = Object.entries(callers);
  return yaml({
    apiVersion,
    kind: 'Policy',
    metadata: { name: 'test' },
    spec: {
      roles: named.flatMap(([name, { rights, deny = [], elsewhere }]) => [
        role(name, rights, deny),
        ...(elsewhere === undefined ? [] : [role(`${name}-elsewhere`, elsewhere, [])]),
      ]),
      grants: named.flatMap(([name, { elsewhere }]) => [
        { role: name, to: [{ subject: name }], namespaces: ['orders'] },
        ...(elsewhere === undefined ? [] : [{ role: `${name}-elsewhere`, to: [{ subject: name }], namespaces: ['images'] }]),
      ]),
    },
  });
}

function role(name: string, rights: readonly WrittenRight[], deny: readonly WrittenRight[]): object {
  return { name, description: name, allow: statements(rights), deny: statements(deny) };
}

function statements(rights: readonly WrittenRight[]): object[] {
  return rights.length === 0 ? [] : [{ rights: [...rights] }];
}

interface PolicyServiceWishes {
  sinks?: NonNullable<ProxyInput['spec']['audit']>['sinks'];
  /** Beside the config. */
  files?: Readonly<Record<string, string | Buffer>>;
}

/** A proxy with a policy before a frontend that answers at once, polls as well. Its callers show a token each. */
export async function startPolicyService(
  callers: Readonly<Record<string, TestCaller>>,
  { sinks = [{ kind: 'stdout' }], files = {} }: PolicyServiceWishes = {},
): Promise<PolicyService> {
  const place = { cluster: 'eu-1', environment: 'production' };
  const tokens = (isPerson: boolean) =>
    Object.entries(callers)
      .filter(([, caller]) => (caller.isPerson ?? false) === isPerson)
      .map(([subject]) => ({ subject, sha256: createHash('sha256').update(tokenOf(subject)).digest('hex') }));
  const service = await startService({
    change: (spec) => {
      const sources = [
        { kind: 'static' as const, name: 'services', place, tokens: tokens(false) },
        { kind: 'static' as const, name: 'people', callers: 'people' as const, place, tokens: tokens(true) },
      ];
      spec.identities = sources.filter((source) => source.tokens.length > 0);
      spec.access = { documents: ['policy'] };
      spec.audit = { sinks };
    },
    files: { 'policy/policy.yaml': policyText(callers), ...files },
  });
  const received: PolicyService['received'] = [];
  service.frontend.onStream = (stream, headers) => void answer(stream, String(headers[':path']), received);
  const session = await service.connect();
  return Object.assign(service, {
    received,
    session,
    async call(caller: string, method: Method, message: Buffer) {
      const stream = open(session, { ':path': method.path, authorization: `Bearer ${tokenOf(caller)}` });
      stream.end(frame(message));
      return await answerOf(stream);
    },
  });
}

async function answer(stream: ServerHttp2Stream, path: string, received: PolicyService['received']): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (path.startsWith('/temporal.api.')) received.push({ path, message: Buffer.concat(chunks).subarray(5) });
  answerWith(stream, frame(''));
}

function tokenOf(subject: string): string {
  return `the-token-of-${subject}`;
}

/** A request that names a namespace and nothing else. */
export function requestIn(method: Method, namespace: string): Buffer {
  return method.namespaceField === undefined ? Buffer.alloc(0) : encode(method.request.name.replace('temporal.api.', ''), { namespace });
}

/** Every method about what is in a namespace, which policy decides. */
export const decidedMethods: readonly Method[] = [...methods.values()].filter(
  ({ namespaceField, actions, name }) =>
    namespaceField !== undefined && !actions.includes('platform') && !['UpdateNamespace', 'DeprecateNamespace'].includes(name),
);
