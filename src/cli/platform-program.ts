import { Command } from 'commander';
import { exitCode } from '../errors/exit-code.ts';
import { keysCommand } from './commands/keys.ts';
import { policyCommand } from './commands/policy.ts';
import { proxyCommand } from './commands/proxy.ts';
import { revokeCommand } from './commands/revoke.ts';
import { parse } from './parse.ts';
import type { Program } from './run.ts';
import type { ServiceSignals } from './service-signals.ts';

/** The command line of what runs for a whole platform. */
export function platformProgram(signals: ServiceSignals): Program {
  return async (deps, args) => {
    let code: number = exitCode.done;
    const done = (result: number) => {
      code = result;
    };
    const root = new Command(deps.tool.name)
      .description('Runs what stands between workers and Temporal, and keeps its keys.')
      .version(deps.tool.version)
      .enablePositionalOptions()
      .addCommand(proxyCommand(deps, signals, done))
      .addCommand(keysCommand(deps, done))
      .addCommand(revokeCommand(deps, done))
      .addCommand(policyCommand(deps, done));
    await parse(root, args, deps);
    return code;
  };
}
