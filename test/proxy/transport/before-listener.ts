import type { ClientHttp2Session } from 'node:http2';
import { afterEach, beforeEach } from 'vitest';
import { createBudget, type Budget } from '../../../src/proxy/transport/budget.ts';
import type { ListenLimits } from '../../../src/proxy/transport/limits.ts';
import { listen, type Listener } from '../../../src/proxy/transport/listener.ts';
import type { ServerCall } from '../../../src/proxy/transport/transport.ts';
import { connectRaw } from './raw-client.ts';

export interface ListenerWorld {
  /** A new one for each test; another that a test puts here before `start` is taken instead. */
  budget: Budget;
  /** There once `start` has ended, like `session`. */
  listener: Listener;
  /** A client's. */
  session: ClientHttp2Session;
  /** Echoes at the start of each test, and may be changed at any time. */
  onCall: (call: ServerCall) => void;
  errors: Error[];
  start: (limits?: Partial<ListenLimits>) => Promise<void>;
}

/** A client before a listener, for the tests of the file that calls this. */
export function beforeListener(): ListenerWorld {
  const world = {
    async start(limits = {}) {
      world.listener = await listen({
        address: { host: '127.0.0.1', port: 0 },
        limits,
        budget: world.budget,
        onCall: (call) => world.onCall(call),
        onError: (_, error) => void world.errors.push(error),
      });
      world.session = await connectRaw(world.listener.address.port);
    },
  } as ListenerWorld;
  beforeEach(() => {
    world.errors = [];
    world.budget = createBudget(1_000_000);
    world.onCall = echo;
  });
  afterEach(async () => {
    world.session.destroy();
    await world.listener.close(0);
  });
  return world;
}

export function echo(call: ServerCall): void {
  call.takeMessage((taken) => {
    if (taken.kind === 'message') call.respond({ status: 0, message: taken.bytes });
    else call.respond({ status: taken.status, statusMessage: taken.message });
  });
}
