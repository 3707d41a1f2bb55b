import type { CallOutcome } from '../proxy-caller.ts';
import { grpcStatus } from '../../../src/proxy/rejection.ts';
import type { AttemptWorld, Message } from './attempt-world.ts';
import { subjectOf, type Intruder } from './intruders.ts';
import type { Victims } from './victims.ts';

/** What is to be found in the audit file. */
export interface ExpectedEvent {
  readonly decision: 'allowed' | 'denied';
  readonly method: string;
  readonly reason?: string;
  /** `undefined`: nobody vouches for the caller. */
  readonly subject?: string | undefined;
}

/** What came of it; text of programs, bytes of answers. */
export interface Attempted {
  /** gRPC status, HTTP status, or exit code. */
  readonly status: number | null | undefined;
  readonly shown: Buffer;
}

export interface Scene {
  readonly world: AttemptWorld;
  readonly victims: Victims;
}

/** One way to get round the policy. */
export interface Attempt {
  readonly name: string;
  readonly make: (scene: Scene) => Promise<Attempted>;
  readonly status: number;
  /** `undefined`: it never comes as far as the proxy. */
  readonly event: ExpectedEvent | undefined;
  /** Whether it had no effect, beyond what every attempt is asked. */
  readonly check?: (scene: Scene, attempted: Attempted) => Promise<void>;
}

export function outcomeOf({ status, body, message }: CallOutcome): Attempted {
  return { status, shown: Buffer.concat([body, Buffer.from(message)]) };
}

interface CallAttempt {
  readonly name: string;
  readonly as: Intruder;
  readonly method: string;
  readonly message: (scene: Scene) => Message;
  readonly headers?: (scene: Scene) => Readonly<Record<string, string>>;
  readonly check?: Attempt['check'];
}

/** A call that the proxy refuses. */
export function refused(call: CallAttempt, status: keyof typeof grpcStatus, reason: string): Attempt {
  return callAttempt(call, grpcStatus[status], { decision: 'denied', reason });
}

/** A call that is made, and does not do what was hoped for. */
export function harmless(call: CallAttempt): Attempt {
  return callAttempt(call, grpcStatus.ok, { decision: 'allowed' });
}

function callAttempt(call: CallAttempt, status: number, event: Pick<ExpectedEvent, 'decision' | 'reason'>): Attempt {
  const { name, as, method, message, headers, check } = call;
  return {
    name,
    make: async (scene) => outcomeOf(await scene.world.as(as, method, { message: message(scene), headers: headers?.(scene) ?? {} })),
    status,
    event: { ...event, method, subject: subjectOf(as) },
    ...(check === undefined ? {} : { check }),
  };
}
