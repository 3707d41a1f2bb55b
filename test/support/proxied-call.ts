import { temporal } from '@temporalio/proto';
import { createKeys, type DomainKeys, type KeyRing, type PayloadFlow } from '../../src/keys/keys.ts';
import { createCallHandler } from '../../src/proxy/call/call.ts';
import { unaudited } from '../../src/proxy/audit/audit.ts';
import { accessByGrants } from '../../src/proxy/authorize/access-by-grants.ts';
import type { Access } from '../../src/proxy/authorize/access.ts';
import { unlimited } from '../../src/proxy/limit/limiter.ts';
import { createRunningCalls } from '../../src/proxy/call/running-calls.ts';
import type { ProxyLimits, ProxySnapshot } from '../../src/proxy/call/snapshot.ts';
import { deployment, ringOf, ringVersion, switchedProvider, type SwitchedProvider } from '../keys/rings.ts';
import type { Identity } from '../../src/proxy/identity/identity.ts';
import type { CallEnd, Observe } from '../../src/proxy/observe/observe.ts';
import type {
  Headers,
  MessageOutcome,
  ServerCall,
  UnaryResponse,
  Upstream,
  UpstreamOutcome,
  UpstreamRequest,
} from '../../src/proxy/transport/transport.ts';
import type { Route } from '../../src/proxy/routing/route.ts';
import { createRoutes } from '../../src/proxy/routing/route-table.ts';

const service = '/temporal.api.workflowservice.v1.WorkflowService/';

/** A call as a transport would hand it over, and what became of it. */
export class IncomingCall implements ServerCall {
  readonly path: string;
  readonly headers: Headers;
  readonly peer = { address: '127.0.0.1:4711', certificate: undefined };
  readonly deadline: number | undefined = undefined;
  isGone = false;
  isTaken = false;
  onGone: (() => void) | undefined;
  resetCode: number | undefined;
  readonly answered: Promise<UnaryResponse>;
  readonly #outcome: MessageOutcome;
  #answer: (response: UnaryResponse) => void = () => undefined;

  constructor(method: string, message: Uint8Array | MessageOutcome, headers: Headers = {}) {
    this.path = method.startsWith('/') ? method : `${service}${method}`;
    this.headers = headers;
    this.#outcome = message instanceof Uint8Array ? { kind: 'message', bytes: Buffer.from(message) } : message;
    this.answered = new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  takeMessage(taken: (outcome: MessageOutcome) => void): void {
    this.isTaken = true;
    taken(this.#outcome);
  }

  respond(response: UnaryResponse): void {
    this.#answer(response);
  }

  reset(code: number): void {
    this.resetCode = code;
  }

  leave(): void {
    this.isGone = true;
    this.onGone?.();
  }
}

export type UpstreamAnswer = UpstreamOutcome | Uint8Array | undefined;

/** Temporal as far as one call sees it, so that its answers can be wrong in ways that a real one's are not. */
export class AnsweringUpstream implements Upstream {
  readonly requests: UpstreamRequest[] = [];
  cancelled = 0;
  readonly #answer: (request: UpstreamRequest) => UpstreamAnswer;

  constructor(answer: (request: UpstreamRequest) => UpstreamAnswer) {
    this.#answer = answer;
  }

  call(request: UpstreamRequest, done: (outcome: UpstreamOutcome) => void): { cancel: () => void } {
    this.requests.push(request);
    const answer = this.#answer(request);
    if (answer instanceof Uint8Array) done(answerOf(answer));
    else if (answer !== undefined) done(answer);
    return { cancel: () => void this.cancelled++ };
  }

  counts(): { connections: number; streams: number } {
    return { connections: 1, streams: 0 };
  }

  useCredentials(): void {}

  async close(): Promise<void> {}
}

function answerOf(message: Uint8Array): UpstreamOutcome {
  return { kind: 'response', headers: {}, message: Buffer.from(message), status: 0, statusMessage: undefined, trailers: {} };
}

export interface Recording extends Observe {
  readonly ends: CallEnd[];
  polls: number;
}

export function recording(): Recording {
  const ends: CallEnd[] = [];
  const observe: Recording = {
    ends,
    polls: 0,
    meterOf: () => ({
      polling: () => void observe.polls++,
      ended: (end) => void ends.push(end),
    }),
    glassBroken: () => undefined,
    health: () => Buffer.from([8, 1]),
  };
  return observe;
}

export const caller: Identity = {
  source: 'test',
  subject: 'images/image-render',
  place: { cluster: 'eu-1', environment: 'production', region: 'eu' },
  namespaces: new Set(['images']),
  groups: new Set(),
  kind: 'service',
};

export const { workflowservice } = temporal.api;

/** What must be readable nowhere but at the two ends. */
export const secret = 'the fox jumps';

export function textPayload(text: string): { metadata: Record<string, Uint8Array>; data: Uint8Array } {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(text)) };
}

const limits: ProxyLimits = {
  messageBytes: 4_194_304,
  responseBytes: 134_217_728,
  payloadBytes: 2_097_152,
  bytesInFlight: 536_870_912,
  streamsPerConnection: 1_000,
  connectionAge: 600_000,
  pollHold: 1_200,
};

export interface Proxied {
  handle: (call: IncomingCall) => void;
  upstream: AnsweringUpstream;
  observe: Recording;
  snapshot: ProxySnapshot;
  keys: DomainKeys;
  provider: SwitchedProvider;
}

export interface ProxiedOptions {
  limits?: Partial<ProxyLimits>;
  identity?: Identity;
  /** That of another replica. */
  ring?: KeyRing;
  /** Keys are not made ready first. */
  isCold?: boolean;
  access?: Access;
  flows?: readonly PayloadFlow[];
}

export function testRing(): KeyRing {
  return ringOf({ 'kd-images': [ringVersion('kd-images', 1)], 'kd-payroll': [ringVersion('kd-payroll', 1)] });
}

/** The path of a call with real keys, routes and rewriting, between a caller and an upstream that a test plays. */
export async function proxied(answer: (request: UpstreamRequest) => UpstreamAnswer, options: ProxiedOptions = {}): Promise<Proxied> {
  const provider = switchedProvider();
  const ring = options.ring ?? testRing();
  const keys = createKeys({ deployment, flows: options.flows ?? [], ring, providers: [provider] });
  if (options.isCold !== true) await keys.domain('kd-images').prepare();
  const upstream = new AnsweringUpstream(answer);
  const identity = options.identity ?? caller;
  const snapshot: ProxySnapshot = {
    authenticator: { authenticate: () => ({ kind: 'authenticated', identity }), close: () => undefined },
    routes: createRoutes(['images', 'payroll'].map(routeOf), ['production/eu']),
    keys: new Map(['kd-images', 'kd-payroll'].map((id) => [id, keys.domain(id)])),
    upstreams: new Map([['production/eu', upstream]]),
    limits: { ...limits, ...options.limits },
    access: options.access ?? accessByGrants,
    limiter: unlimited,
    audit: unaudited,
  };
  const observe = recording();
  const handle = createCallHandler({ snapshot: () => snapshot, observe, runningCalls: createRunningCalls() });
  return { handle, upstream, observe, snapshot, keys: keys.domain('kd-images'), provider };
}

function routeOf(logical: string): Route {
  return {
    kind: 'route',
    logical,
    physical: `${logical}-production-eu`,
    owner: `team-${logical}`,
    environment: 'production',
    region: 'eu',
    upstream: 'production/eu',
    keyDomain: `kd-${logical}`,
  };
}
