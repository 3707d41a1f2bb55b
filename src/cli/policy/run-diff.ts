import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { diffPolicies } from '../../policy/policy.ts';
import type { Deps } from '../deps.ts';
import { diffText } from './diff-text.ts';
import { namedPolicy, type NamedPolicy, type PolicyFlags } from './policy-input.ts';

export interface DiffFlags extends PolicyFlags {
  oldConfig?: string;
}

interface Sides {
  readonly old: string | undefined;
  readonly next: string | undefined;
}

/** `policy diff`: exit 1 when somebody gains or loses something. */
export async function runDiff(deps: Deps, { old, next }: Sides, flags: DiffFlags): Promise<number> {
  const { config, oldConfig = config, ...rest } = flags;
  if (old === undefined && flags.oldConfig === undefined) {
    throw new ToolError('USAGE', 'nothing is named to compare with', {
      hint: 'Name the old documents, or the old config with --old-config.',
    });
  }
  const load = async (path: string | undefined, from: string | undefined): Promise<NamedPolicy> =>
    await namedPolicy(deps, path === undefined ? [] : [path], { ...rest, ...(from === undefined ? {} : { config: from }) });
  const [before, after] = [await load(old, oldConfig), await load(next, config)];
  const diff = diffPolicies(before.loaded, after.loaded, {
    environments: inEither(before.platform.environments, after.platform.environments),
    regions: inEither(before.platform.regions, after.platform.regions),
  });
  const lines = diffText(diff);
  const document = { schemaVersion: 1, old: old ?? oldConfig, new: next ?? config, ...diff };
  if (flags.json) deps.terminal.print(JSON.stringify(document, undefined, 2));
  else if (lines.length > 0) deps.terminal.print(lines.join('\n'));
  return lines.length === 0 ? exitCode.done : exitCode.findings;
}

function inEither(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
