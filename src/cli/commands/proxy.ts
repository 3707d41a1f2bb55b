import { Command } from 'commander';
import type { Deps } from '../deps.ts';
import type { ProxyFlags } from '../proxy/run-proxy.ts';
import type { ServiceSignals } from '../service-signals.ts';

export function proxyCommand(deps: Deps, signals: ServiceSignals, done: (code: number) => void): Command {
  return new Command('proxy')
    .description('Stand between workers and Temporal: know callers, route namespaces, seal payloads')
    .requiredOption('--config <file>', 'its config')
    .option('--check', 'say what would be served, or what is wrong, and end', false)
    .option('--json', 'with --check: print one JSON document', false)
    .action(async (flags: ProxyFlags) => {
      const { runProxy } = await import('../proxy/run-proxy.ts');
      done(await runProxy(deps, signals, flags));
    });
}
