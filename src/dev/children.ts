import type { RunningProcess, RunResult } from '../adapters/processes.ts';
import { ToolError } from '../errors/tool-error.ts';

/** Milliseconds a child has to end by itself. A worker drains its tasks in them. */
const grace = 5000;

/** What others talk to ends after them. */
export const stages = ['worker', 'proxy', 'temporal'] as const;
export type Stage = (typeof stages)[number];

/** Everything that runs in a local loop. When it closes, or one of them dies, nothing of them is left. */
export class Children {
  readonly #running = new Map<RunningProcess, Stage>();
  #isClosing = false;
  #fail: (error: unknown) => void = () => undefined;
  /** Never resolves; rejects when a guarded child dies or `fail` is called. */
  readonly failed: Promise<never>;

  constructor() {
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => undefined);
  }

  /** Ends a child with the others. One that comes too late is ended at once. */
  async add(child: RunningProcess, stage: Stage): Promise<void> {
    if (this.#isClosing) await child.stop(grace);
    else this.#running.set(child, stage);
  }

  /** From here on, the death of this child is the end of all. */
  guard(name: string, child: RunningProcess): void {
    void child.ended.then((result) => {
      if (this.#running.has(child) && !this.#isClosing) this.fail(childDied(name, result));
    });
  }

  fail(error: unknown): void {
    this.#fail(error);
  }

  async stop(children: readonly RunningProcess[]): Promise<void> {
    for (const child of children) this.#running.delete(child);
    await Promise.all(children.map((child) => child.stop(grace)));
  }

  /** Ends all, stage by stage. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const stage of stages) await this.stop([...this.#running].filter(([, own]) => own === stage).map(([child]) => child));
  }
}

export function childDied(name: string, { exitCode, startError }: RunResult): ToolError {
  if (startError !== undefined) {
    return new ToolError('CHILD_DIED', `${name} could not be started (${startError})`, { hint: 'Everything else was stopped.' });
  }
  return new ToolError('CHILD_DIED', `${name} ended by itself, ${howItEnded(exitCode)}`, {
    hint: 'Its last lines stand above. Everything else was stopped.',
  });
}

export function howItEnded(exitCode: number | undefined): string {
  return exitCode === undefined ? 'killed by a signal' : `with exit code ${exitCode}`;
}
