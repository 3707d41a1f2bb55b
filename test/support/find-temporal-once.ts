import { nodeProcesses } from '../../src/adapters/processes.ts';
import { findTemporal } from '../../src/adapters/temporal/find-temporal.ts';
import { describeError } from '../../src/errors/describe.ts';
import { ToolError } from '../../src/errors/tool-error.ts';

/**
 * Before any test that needs a server: finds Temporal the way the tool itself does, fetching it when there is none, and
 * names it in TEMPORAL_CLI. When that fails the tests report it as missing.
 */
export async function setup(): Promise<void> {
  try {
    const terminal = { talk, status: () => undefined };
    const signal = new AbortController().signal;
    const { path } = await findTemporal({ env: process.env, processes: nodeProcesses, terminal, signal });
    process.env['TEMPORAL_CLI'] = path;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    talk(describeError(error));
  }
}

function talk(text: string): void {
  process.stderr.write(`${text}\n`);
}
