import { exitCode } from '../../errors/exit-code.ts';
import { checkPolicy, type Finding, type PolicyCheck } from '../../policy/policy.ts';
import type { Deps } from '../deps.ts';
import { namedPolicy, shortPath, type PolicyFlags } from './policy-input.ts';

export type CheckFlags = PolicyFlags;

/** `policy check`: exit 1 on findings, 2 when the policy is not valid. */
export async function runCheck(deps: Deps, named: readonly string[], flags: CheckFlags): Promise<number> {
  const { loaded, namespaces } = await namedPolicy(deps, named, flags);
  const check = checkPolicy(loaded, { namespaces, now: Date.now() });
  const document = { schemaVersion: 1, files: loaded.files, ...check };
  deps.terminal.print(flags.json ? JSON.stringify(document, undefined, 2) : textOf(check, loaded.files.length, deps));
  return check.findings.length === 0 ? exitCode.done : exitCode.findings;
}

function textOf({ findings, cases }: PolicyCheck, files: number, deps: Deps): string {
  const looked = `${counted(files, 'file')}, ${counted(cases, 'test case')}`;
  const verdict = findings.length === 0 ? 'nothing to find' : counted(findings.length, 'finding');
  return [`policy  ${looked}: ${verdict}`, ...findings.map((finding) => findingText(finding, deps))].join('\n');
}

function findingText({ file, line, column, severity, kind, message }: Finding, { cwd }: Deps): string {
  return `  ${shortPath(file, cwd)}:${line}:${column}  ${severity} ${kind}  ${message.replaceAll(`${cwd}/`, '')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
