import type { Gate, Turn, TurnOutcome } from './gate.ts';

export interface Admission {
  /** In this order; each takes a token. */
  readonly gates: readonly Gate[];
  readonly turn: Turn;
  /** `gate`: the one that did not let it through. */
  readonly done: (outcome: TurnOutcome, gate: Gate | undefined) => void;
}

/** Waits at one gate after the other; the first `passed` are behind it. Whoever does not get through all of them gives back what it has. */
export function waitAtGates({ gates, turn, done }: Admission, passed: number): { cancel(): void } | undefined {
  const waits: ({ cancel(): void } | undefined)[] = [];
  let isOver = false;
  let taken = passed;
  const giveBack = () => {
    isOver = true;
    for (const gate of gates.slice(0, taken)) gate.putBack(turn.traffic);
  };
  const goOn = () => {
    while (taken < gates.length && gates[taken]!.pass(turn.urgency, turn.traffic)) taken += 1;
    const gate = gates[taken];
    if (gate === undefined) {
      isOver = true;
      return done('admitted', undefined);
    }
    waits.push(
      gate.wait(turn, (outcome) => {
        if (outcome === 'admitted') {
          taken += 1;
          return goOn();
        }
        giveBack();
        done(outcome, gate);
      }),
    );
  };
  goOn();
  // What is over is not to be cancelled any more: by then its caller's leaving ends something else.
  if (isOver) return undefined;
  return {
    cancel() {
      if (isOver) return;
      for (const wait of waits) wait?.cancel();
      giveBack();
    },
  };
}
