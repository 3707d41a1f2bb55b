import { Command } from 'commander';
import type { Deps } from '../deps.ts';
import type { CheckFlags } from '../keys/run-check.ts';
import type { CreateFlags } from '../keys/run-create.ts';
import type { ListFlags } from '../keys/run-list.ts';
import type { RetireFlags } from '../keys/run-retire.ts';
import type { RotateFlags } from '../keys/run-rotate.ts';

type Done = (code: number) => void;

/** The keys that payloads are sealed with. */
export function keysCommand(deps: Deps, done: Done): Command {
  return new Command('keys')
    .description('Make, rotate, list, retire and check the keys that payloads are sealed with')
    .addCommand(createCommand(deps, done))
    .addCommand(rotateCommand(deps, done))
    .addCommand(listCommand(deps, done))
    .addCommand(retireCommand(deps, done))
    .addCommand(checkCommand(deps, done));
}

const ringFlag = ['--ring <file>', 'key ring; key-ring.yaml in this folder when left out', 'key-ring.yaml'] as const;
const platformFlag = ['--platform <file>', 'platform file; the nearest temporal-platform.yaml upwards when left out'] as const;
const jsonFlag = ['--json', 'print one JSON document', false] as const;
const providerFlag = [
  '--provider <name>',
  "one of the providers in the proxy's config; that of the version before when left out, or local",
] as const;
const kmsFlag = [
  '--kms-key <arn>',
  'an AWS KMS key in place of material in the ring; its provider is aws-kms unless --provider says so',
] as const;

function createCommand(deps: Deps, done: Done): Command {
  return new Command('create')
    .description('Make the first key of key domains, and the ring if there is none')
    .argument('[domains...]', 'ids of spec.encryption.keyDomains in the platform file')
    .option('--all', 'every key domain of the platform that has no key', false)
    .option(...providerFlag)
    .option(...kmsFlag)
    .option('--activate-after <duration>', 'when it begins to seal; at once when left out', '0s')
    .option(...ringFlag)
    .option(...platformFlag)
    .option(...jsonFlag)
    .action(async (domains: string[], flags: CreateFlags) => {
      const { runCreate } = await import('../keys/run-create.ts');
      done(await runCreate(deps, domains, flags));
    });
}

function rotateCommand(deps: Deps, done: Done): Command {
  return new Command('rotate')
    .description('Add a version that takes over sealing once every proxy has loaded the ring; earlier ones go on opening')
    .argument('[domains...]', 'ids of key domains in the ring')
    .option('--all', 'every key domain of the ring', false)
    .option('--overdue', 'of these, the ones that rotateEvery asks for; all when none is named', false)
    .option(...providerFlag)
    .option(...kmsFlag)
    .option('--activate-after <duration>', 'until when every proxy has loaded the ring; 15m when left out', '15m')
    .option(...ringFlag)
    .option(...jsonFlag)
    .action(async (domains: string[], flags: RotateFlags) => {
      const { runRotate } = await import('../keys/run-rotate.ts');
      done(await runRotate(deps, domains, flags));
    });
}

function listCommand(deps: Deps, done: Done): Command {
  return new Command('list')
    .description('Say which versions there are, which of them seal, and since when; shows no key')
    .option(...ringFlag)
    .option(...jsonFlag)
    .action(async (flags: ListFlags) => {
      const { runList } = await import('../keys/run-list.ts');
      done(await runList(deps, flags));
    });
}

function retireCommand(deps: Deps, done: Done): Command {
  return new Command('retire')
    .description('Have payloads of an earlier version opened no more')
    .argument('<domain>', 'id of the key domain')
    .argument('<version>', 'number of the version')
    .requiredOption('--reason <text>', 'why; it stays in the ring')
    .option('--yes', 'also while workflows that hold such payloads may be kept', false)
    .option(...ringFlag)
    .option(...platformFlag)
    .option(...jsonFlag)
    .action(async (domain: string, version: string, flags: RetireFlags) => {
      const { runRetire } = await import('../keys/run-retire.ts');
      done(await runRetire(deps, { domain, version }, flags));
    });
}

function checkCommand(deps: Deps, done: Done): Command {
  return new Command('check')
    .description('Find what the ring lacks to serve the platform, and ask every provider for a data key: exit 1 on findings')
    .option('--offline', 'ask no provider', false)
    .option('--kms-endpoint <url>', "where AWS KMS is; its own address in the key's region when left out")
    .option(...ringFlag)
    .option(...platformFlag)
    .option(...jsonFlag)
    .action(async (flags: CheckFlags) => {
      const { runCheck } = await import('../keys/run-check.ts');
      done(await runCheck(deps, flags));
    });
}
