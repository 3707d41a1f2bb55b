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

/** Denials of one kind, in one window. */
interface Kind {
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
  const [strangers, known] = [createFold(ofStrangers, write), createFold(ofKnown, write)];
  return {
    denied({ identity, peer, rejection }, make) {
      const reason = rejection?.reason ?? '';
      if (identity === undefined) strangers.take(`${hostOf(peer)}\n${reason}`, make);
      else known.take(`${identity.source}\n${identity.subject}\n${reason}`, make);
    },
    turn() {
      strangers.turn();
      known.turn();
    },
  };
}

const shared = '';

function createFold({ events, kinds: most }: Allowance, write: (event: AuditEvent) => void) {
  let kinds = new Map<string, Kind>();
  const kindOf = (wanted: string): Kind => {
    const key = kinds.has(wanted) || kinds.size < most ? wanted : shared;
    let kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, (kind = { written: 0, folded: 0, sample: undefined }));
    return kind;
  };
  return {
    take(key: string, make: () => AuditEvent): void {
      const kind = kindOf(key);
      if (kind.written < events) {
        kind.written += 1;
        write(make());
        return;
      }
      kind.folded += 1;
      kind.sample ??= make();
    },
    turn(): void {
      const ended = kinds;
      kinds = new Map();
      for (const { sample, folded } of ended.values()) {
        if (sample !== undefined) write(folded === 1 ? sample : { ...sample, repeats: folded - 1 });
      }
    },
  };
}

function hostOf(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(':'));
}
