import type { Deps } from './deps.ts';
import { platformProgram } from './platform-program.ts';
import { runOnThisMachine } from './this-machine.ts';

/** Runs a command line of `temporal-platform`. To its services SIGHUP means to read their config again; without one it ends the process. */
export async function runPlatformOnThisMachine(args: readonly string[], tool: Deps['tool']): Promise<number> {
  return await runOnThisMachine(args, tool, { program: platformProgram({ onHangup }), interrupts: ['SIGINT', 'SIGTERM', 'SIGQUIT'] });
}

function onHangup(listener: () => void): void {
  process.on('SIGHUP', listener);
}
