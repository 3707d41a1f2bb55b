import { Command } from 'commander';
import type { Deps } from '../deps.ts';
import type { CheckFlags } from '../policy/run-check.ts';
import type { DiffFlags } from '../policy/run-diff.ts';
import type { ExplainFlags } from '../policy/asked.ts';

type Done = (code: number) => void;

/** Who may do what. */
export function policyCommand(deps: Deps, done: Done): Command {
  return new Command('policy')
    .description('Check a policy, explain a decision, or tell who gains and who loses by a change')
    .addCommand(checkCommand(deps, done))
    .addCommand(explainCommand(deps, done))
    .addCommand(diffCommand(deps, done));
}

const paths = ['[paths...]', 'files and folders of documents'] as const;
const configFlag = ['--config <file>', 'config of a proxy: its documents, namespaces and platform file'] as const;
const platformFlag = [
  '--platform <file>',
  'platform file; that of --config, or the nearest temporal-platform.yaml upwards, when left out',
] as const;
const jsonFlag = ['--json', 'print one JSON document', false] as const;

function checkCommand(deps: Deps, done: Done): Command {
  return new Command('check')
    .description('Find what is hardly meant, and run the cases of PolicyTest documents: exit 1 on findings, 2 when it is not valid')
    .argument(...paths)
    .option(...configFlag)
    .option(...platformFlag)
    .option(...jsonFlag)
    .action(async (named: string[], flags: CheckFlags) => {
      const { runCheck } = await import('../policy/run-check.ts');
      done(await runCheck(deps, named, flags));
    });
}

function explainCommand(deps: Deps, done: Done): Command {
  return new Command('explain')
    .description('Say whether a caller may do something, and every statement that counts: exit 0 when allowed, 1 when not')
    .argument(...paths)
    .option(...configFlag)
    .requiredOption('--caller <subject>', 'as its identity source names it')
    .option('--group <name>', 'a group it is in; may be given several times', collect, [] as readonly string[])
    .option('--source <name>', 'identity source that vouches for it')
    .option('--service', 'it is a service, not a person', false)
    .requiredOption('--namespace <name>', 'logical namespace')
    .requiredOption('--environment <name>', 'where it is')
    .requiredOption('--region <name>', 'where it is')
    .option('--workflow-type <name>', 'for this type; for every one when left out')
    .option('--right <name>', 'such as start, or decode:data')
    .option('--method <name>', 'such as StartWorkflowExecution: the rights that it takes')
    .option(
      '--field <name>',
      'of the method, one that takes a right of its own, such as request_eager_execution or workflow_id_reuse_policy=TERMINATE_IF_RUNNING; may be given several times',
      collect,
      [] as readonly string[],
    )
    .option('--at <time>', 'for time-boxed grants, such as 2030-01-01T00:00:00Z; now when left out')
    .option(...platformFlag)
    .option(...jsonFlag)
    .action(async (named: string[], flags: ExplainFlags) => {
      const { runExplain } = await import('../policy/run-explain.ts');
      done(await runExplain(deps, named, flags));
    });
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function diffCommand(deps: Deps, done: Done): Command {
  return new Command('diff')
    .description('Say who gains and who loses what between two policies, limits and class of traffic too: exit 1 when somebody does')
    .argument('[old]', 'file or folder of documents; those of --old-config when left out')
    .argument('[new]', 'file or folder of documents; those of --config when left out')
    .option(...configFlag)
    .option('--old-config <file>', 'config of the proxy as it was; that of --config when left out')
    .option(...platformFlag)
    .option(...jsonFlag)
    .action(async (old: string | undefined, next: string | undefined, flags: DiffFlags) => {
      const { runDiff } = await import('../policy/run-diff.ts');
      done(await runDiff(deps, { old, next }, flags));
    });
}
