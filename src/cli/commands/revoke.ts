import { Command } from 'commander';
import type { Deps } from '../deps.ts';
import type { RevokeFlags } from '../revoke/run-revoke.ts';

export function revokeCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('revoke')
    .description('Let somebody in no more: proxies refuse it within seconds and end its running calls')
    .argument('<identity>', 'its subject, as audit and the log of the proxy write it')
    .requiredOption('--config <file>', 'the config of the proxy, whose spec.access.revocations is changed')
    .option('--reason <text>', 'why; it stays in the list, and callers do not see it')
    .option('--source <name>', 'only as this identity source vouches for it; every source when left out')
    .option('--for <duration>', 'such as 8h; for good when left out')
    .option('--undo', 'let it in again', false)
    .option('--json', 'print one JSON document', false)
    .action(async (identity: string, flags: RevokeFlags) => {
      const { runRevoke } = await import('../revoke/run-revoke.ts');
      done(await runRevoke(deps, identity, flags));
    });
}
