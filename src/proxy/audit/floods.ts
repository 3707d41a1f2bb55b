import type { AuditedCall } from './audit.ts';
import type { AuditEvent } from './event.ts';

/** How many denials of one kind are written one by one in a window, and of how many kinds. */
interface Allowance {
  readonly events: number;
  readonly kinds: number;
}

/** Anybody who reaches the port can make denials, so what nobody vouches for gets little room. */
const ofStrangers: Allowance = { events: 10, kinds: 100 };
const ofKnown: Allowance = { events: 100, kinds: 2_000 };

/** Milliseconds. */
export const floodWindow = 10_000;

interface Kind {
  readonly allowance: Allowance;
  written: number;
  folded: number;
  /** Stands for all that are folded. */
  sample: AuditEvent | undefined;
}

export interface Floods {
  /** Takes a denial; `make` is called only when an event of it is needed. */
  denied(call: AuditedCall, make: () => AuditEvent): void;
  /** Writes what is folded, and begins a new window. */
  turn(): void;
}

/**
 * Keeps denials from filling a disk: of each kind the first ones of a window are written as they are, and what comes beyond is one
 * event with the number of those it stands for. A kind is a reason from one caller; callers that nobody vouches for are told
 * apart by address, and share one kind when there are too many of them.
 */
export function createFloods(write: (event: AuditEvent) => void): Floods {
  let kinds = new Map<string, Kind>();
  let strangers = 0;
  const kindOf = ({ identity, peer, rejection }: AuditedCall): Kind => {
    const isStranger = identity === undefined;
    const allowance = isStranger ? ofStrangers : ofKnown;
    const who = isStranger ? hostOf(peer) : `${identity.source}\n${identity.subject}`;
    const key = `${isStranger ? '?' : '!'}${who}\n${rejection?.reason}`;
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const isFull = (isStranger ? strangers : kinds.size - strangers) >= allowance.kinds;
    const shared = isFull ? kinds.get(`${isStranger}`) : undefined;
    if (shared !== undefined) return shared;
    const made: Kind = { allowance, written: 0, folded: 0, sample: undefined };
    if (isStranger) strangers += 1;
    kinds.set(isFull ? `${isStranger}` : key, made);
    return made;
  };
  return {
    denied(call, make) {
      const kind = kindOf(call);
      if (kind.written < kind.allowance.events) {
        kind.written += 1;
        write(make());
        return;
      }
      kind.folded += 1;
      kind.sample ??= make();
    },
    turn() {
      const ended = kinds;
      kinds = new Map();
      strangers = 0;
      for (const { sample, folded } of ended.values()) {
        if (sample !== undefined) write(folded === 1 ? sample : { ...sample, repeats: folded - 1 });
      }
    },
  };
}

function hostOf(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(':'));
}
