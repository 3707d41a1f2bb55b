import { bitsOf, type RightBits } from '../../src/domain/access.ts';
import type { Rights, TypePattern } from '../../src/policy/policy.ts';
import type { Allowed, Ask, Decision } from '../../src/proxy/authorize/access.ts';
import type { DecideByType, TypedCall, TypedRequest } from '../../src/proxy/authorize/by-type.ts';
import { createDecideByType } from '../../src/proxy/authorize/types/decide-by-type.ts';
import { grpcStatus, reject, type Rejection } from '../../src/proxy/rejection.ts';
import type { Route } from '../../src/proxy/routing/route.ts';
import { caller } from './proxied-call.ts';
import { encode, methodNamed } from './temporal-messages.ts';

/** What a scoped caller may do: `Pay` and whatever begins with `order-`, but for `order-secret…`. */
const allowed: readonly TypePattern[] = [
  { kind: 'exact', text: 'Pay' },
  { kind: 'prefix', text: 'order-' },
];
const denied: readonly TypePattern[] = [{ kind: 'prefix', text: 'order-secret' }];

function fits({ kind, text }: TypePattern, workflowType: string): boolean {
  return kind === 'exact' ? workflowType === text : workflowType.startsWith(text);
}

const inScope = (type: string): boolean => allowed.some((one) => fits(one, type)) && !denied.some((one) => fits(one, type));

const someTypes: Rights = {
  everywhere: 0,
  somewhere: bitsOf(['read']),
  breakGlass: 0,
  breakGlassByType: 0,
  breakGlassFor: () => undefined,
  until: Infinity,
  holds: (_, type) => inScope(type),
  denies: () => false,
  denialOf: () => undefined,
  scopesOf: () => [{ allowed, denied }],
};

export const route: Route = {
  kind: 'route',
  logical: 'shop',
  physical: 'shop-production-eu',
  environment: 'production',
  region: 'eu',
  owner: 'team-shop',
  upstream: 'production/eu',
  keyDomain: undefined,
};

/** One run as the fake Temporal knows it. */
export interface FakeRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly status?: number;
}

export interface Asked {
  readonly method: string;
  readonly request: Buffer;
}

export interface Decided {
  readonly asked: readonly Asked[];
  readonly outcome: (TypedCall & { readonly kind: 'allowed' }) | Rejection;
}

interface TypedCallInput {
  readonly method: string;
  readonly message: object | Buffer;
  /** Of the rights that the call needs, for every type. */
  readonly everywhere?: RightBits;
  readonly at?: Route;
}

type Temporal = (asked: Asked) => Buffer | Rejection | undefined;

interface TypedInput extends TypedCallInput {
  /** Answers what Temporal is asked; NOT_FOUND when it answers nothing. */
  readonly temporal?: Temporal;
  readonly decideByType?: DecideByType;
}

/** Decides one call of a scoped caller, to the end. */
export function decided({ temporal = () => undefined, decideByType = createDecideByType(), ...call }: TypedInput): Decided {
  const asked: Asked[] = [];
  const noting: Temporal = (one) => {
    asked.push(one);
    return temporal(one);
  };
  return { asked, outcome: concluded(decideByType(typedRequest(call)), noting) as Decided['outcome'] };
}

export function typedRequest({ method: name, message, everywhere = 0, at = route }: TypedCallInput): TypedRequest {
  const method = methodNamed(name);
  return {
    method,
    identity: caller,
    route: at,
    message: Buffer.isBuffer(message) ? message : encode(method.request.name.slice('temporal.api.'.length), message),
    rights: { ...someTypes, everywhere },
    needed: bitsOf(['read']),
    traffic: 'live',
    allow: (about) => ({ kind: 'allowed', ...about }) as unknown as Allowed,
    refuse: (type) =>
      reject(grpcStatus.permissionDenied, 'type-not-allowed', { message: `no right${type === undefined ? '' : ` for ${type}`}` }),
  };
}

/** A request of any method that is about one execution, by the paths of the ids that the table knows. */
export function namingRequest(
  name: string,
  { namespace = 'shop', workflow, run }: { namespace?: string; workflow?: string; run?: string },
): Buffer {
  const { scope } = methodNamed(name);
  const ofRun = run === undefined ? [] : [textOn(scope.run, run)];
  // Two parts of one message: parsers merge them.
  return Buffer.concat([field(1, namespace), textOn(scope.workflow, workflow), ...ofRun]);
}

function textOn(path: readonly number[] = [], text = ''): Buffer {
  return path.toReversed().reduce<Buffer>((inside, number) => field(number, inside), Buffer.from(text));
}

/** What a decision comes to once Temporal has been asked. */
export function concluded(decision: Decision, temporal: Temporal): Allowed | Rejection {
  if (decision.kind !== 'unresolved') return decision;
  const ask: Ask = (method, request, done) => {
    done(temporal({ method, request }) ?? reject(grpcStatus.notFound, 'type-unknown', { message: 'no such workflow' }));
  };
  const outcomes: (Allowed | Rejection)[] = [];
  decision.resolve(ask, (outcome) => outcomes.push(outcome));
  if (outcomes.length !== 1) throw new Error(`decided ${String(outcomes.length)} times`);
  return outcomes[0]!;
}

/** A Temporal that knows these runs; of several with one id the first is the newest. */
export function knowing(...runs: readonly FakeRun[]): (asked: Asked) => Buffer | undefined {
  return ({ request }) => {
    const run = runs.find(({ workflowId, runId }) => [runId, ''].some((id) => request.equals(describing(workflowId, id))));
    if (run === undefined) return undefined;
    const { workflowId, runId, type, status = 1 } = run;
    const workflowExecutionInfo = { execution: { workflowId, runId }, type: { name: type }, status };
    return encode('workflowservice.v1.DescribeWorkflowExecutionResponse', { workflowExecutionInfo });
  };
}

function describing(workflowId: string, runId: string): Buffer {
  const execution = Buffer.concat([field(1, workflowId), field(2, runId)]);
  return Buffer.concat([field(1, route.physical), Buffer.from([0x12, execution.length]), execution]);
}

/** Of less than 128 bytes. */
export function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}
