import { describeError } from '../../src/errors/describe.ts';
import { ToolError } from '../../src/errors/tool-error.ts';

/** The text a person would read of the ToolError that `work` throws. */
export function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return describeThrown(error);
  }
  throw new Error('nothing was thrown');
}

export async function failureOf(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => 'nothing was thrown',
    (error: unknown) => ({ error }),
  );
  if (typeof outcome === 'string') throw new Error(outcome);
  return describeThrown(outcome.error);
}

function describeThrown(error: unknown): string {
  if (error instanceof ToolError) return describeError(error);
  throw error;
}
