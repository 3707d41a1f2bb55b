import type { Counting, Explanation, Verdict } from '../../policy/policy.ts';
import { shortPath } from './policy-input.ts';
import type { Asked, ExplainFlags } from './asked.ts';

interface Explained {
  readonly asked: Asked;
  readonly flags: ExplainFlags;
  readonly explanations: readonly Explanation[];
  readonly isAllowed: boolean;
}

const verdicts: Record<Exclude<Verdict, 'not-granted'>, string> = {
  allowed: 'allowed',
  denied: 'denied',
  'some-types': 'denied: only some workflow types are allowed; name one with --workflow-type',
  'work-without-decode': 'denied: work takes decode with it, and that is not held',
};

/** The verdict, every statement that counts, and what fields of the call may take besides. */
export function explanationText({ asked, flags, explanations, isAllowed }: Explained, cwd: string): string {
  const decisive = explanations.find(({ verdict }) => verdict === 'allowed') ?? explanations[0];
  const counting = explanations.flatMap((one) => one.counting);
  return [
    isAllowed ? 'allowed' : deniedText(decisive, counting),
    `  ${questionText(asked, flags)}`,
    ...(decisive?.denial === undefined ? [] : [`  reason  ${decisive.denial.reason}`]),
    ...(decisive?.breakGlass ?? []).map(({ name, reason }) => `  break-glass alone  ${name}: ${reason}`),
    ...(counting.length === 0 ? ['  nothing in the documents is about it'] : counting.map((one) => countingText(one, cwd))),
    ...asked.hidden.map((one) => `  besides, ${fieldText(one)} takes ${one.right}`),
    ...asked.elsewhere.map((right) => `  besides, commands that ${right} in another namespace take ${right} there`),
  ].join('\n');
}

function deniedText(decisive: Explanation | undefined, counting: readonly Counting[]): string {
  if (decisive === undefined || counting.length === 0) return 'denied: nothing grants it';
  const { verdict, missing } = decisive;
  return verdict === 'not-granted' ? `denied: without ${missing.join(' and ')}` : verdicts[verdict];
}

function fieldText({ field, value }: Asked['fields'][number]): string {
  return value === undefined ? field : `${field}=${value}`;
}

function questionText(
  { title, rights, isEither, fields }: Asked,
  { caller, namespace, environment, region, workflowType }: ExplainFlags,
): string {
  const own = rights.join(isEither ? ' or ' : ' and ');
  const takes = title === own ? '' : ` takes ${own}`;
  const more = fields.map((one) => `, ${fieldText(one)} ${one.right}`).join('');
  const type = workflowType === undefined ? '' : `, for ${workflowType}`;
  return `${caller}  ${title}${takes}${more}, in ${namespace}, ${environment}/${region}${type}`;
}

function countingText({ effect, kind, place, statement, name, role, rights, workflowTypes, reason }: Counting, cwd: string): string {
  const at = `${shortPath(place.file, cwd)}:${place.line}`;
  const said = statement === undefined ? '' : `, role ${role ?? ''} at ${shortPath(statement.file, cwd)}:${statement.line}`;
  const types = workflowTypes === undefined ? '' : ` for ${workflowTypes.join(', ')}`;
  const why = reason === undefined ? '' : ` (${reason})`;
  const subject = name === undefined ? kind : `${kind} ${name}`;
  return `  ${effect.padEnd(5)}  ${rights.join(', ')}${types}  ${at} ${subject}${said}${why}`;
}
