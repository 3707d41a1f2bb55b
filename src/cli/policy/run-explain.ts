import { bitsOf, writtenRights } from '../../domain/access.ts';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { CompiledPolicy, Explanation, Question } from '../../policy/policy.ts';
import type { MethodRights } from '../../proxy/proxy.ts';
import type { Deps } from '../deps.ts';
import type { Asked, ExplainFlags } from './asked.ts';
import { explanationText } from './explanation-text.ts';
import { namedPolicy } from './policy-input.ts';

/** `policy explain`: exit 0 when it is allowed, 1 when not. */
export async function runExplain(deps: Deps, named: readonly string[], flags: ExplainFlags): Promise<number> {
  const asked = await askedOf(flags);
  const now = timeOf(flags.at);
  const { loaded, platform } = await namedPolicy(deps, named, flags);
  for (const what of ['environment', 'region'] as const) {
    if (!platform[`${what}s`].includes(flags[what])) throw unknown(flags[what], what);
  }
  const explanations = explain(loaded.policy, asked, { ...partiesOf(flags), workflowType: flags.workflowType, now });
  const isAllowed = explanations.some(({ verdict }) => verdict === 'allowed');
  const document = {
    schemaVersion: 1,
    allowed: isAllowed,
    question: { ...flags, at: new Date(now).toISOString() },
    ...asked,
    explanations,
  };
  deps.terminal.print(
    flags.json ? JSON.stringify(document, undefined, 2) : explanationText({ asked, flags, explanations, isAllowed }, deps.cwd),
  );
  return isAllowed ? exitCode.done : exitCode.findings;
}

function partiesOf(flags: ExplainFlags): Pick<Question, 'caller' | 'where'> {
  const { caller: subject, source = '', group, service, namespace, environment, region } = flags;
  const kind = service ? 'service' : 'person';
  return { caller: { subject, source, groups: new Set(group), kind }, where: { namespace, environment, region } };
}

/** One explanation, or one for each of the rights of which any is enough. */
function explain(policy: CompiledPolicy, { rights, fields, isEither }: Asked, base: Omit<Question, 'bits'>): Explanation[] {
  const more = fields.map(({ right }) => right);
  const questions = isEither ? rights.map((right) => bitsOf([right, ...more])) : [bitsOf([...rights, ...more])];
  return questions.map((bits) => policy.explain({ ...base, bits }));
}

async function askedOf({ right, method, field }: ExplainFlags): Promise<Asked> {
  if ((right === undefined) === (method === undefined)) {
    throw new ToolError('USAGE', 'give one of --right and --method', { hint: 'Run `temporal-platform policy explain --help`.' });
  }
  if (method !== undefined) return await askedOfMethod(method, field);
  if (field.length > 0) throw new ToolError('USAGE', '--field goes with --method', { hint: 'Name the method that the field is of.' });
  const known = writtenRights.find((one) => one === right);
  if (known === undefined) throw new ToolError('USAGE', `${right ?? ''} is no right`, { hint: `Name one of ${writtenRights.join(', ')}.` });
  return { title: known, rights: [known], isEither: false, fields: [], hidden: [], elsewhere: [] };
}

async function askedOfMethod(name: string, named: readonly string[]): Promise<Asked> {
  const { methodRights } = await import('../../proxy/proxy.ts');
  const found = methodRights(name);
  if (found === undefined) {
    throw new ToolError('USAGE', `${name} is no method that is relayed`, { hint: 'Name one such as StartWorkflowExecution.' });
  }
  if (found.isLocal) {
    throw new ToolError('USAGE', `${name} is answered by the proxy itself, with what its caller may see`, {
      hint: 'Ask with --right read.',
    });
  }
  const { actions: rights, isEither, hidden, elsewhere } = found;
  const fields = named.map((text) => fieldNamed(text, found));
  return { title: name, rights, isEither, fields, hidden: hidden.filter((one) => !fields.includes(one)), elsewhere };
}

/** Values of an enum go without what they all begin with, too: `TERMINATE_EXISTING`. */
function fieldNamed(text: string, { method, hidden }: MethodRights): MethodRights['hidden'][number] {
  const [name = '', said] = text.split('=');
  const found = hidden.find(({ field, value }) => field === name && (value === said || (said && value?.endsWith(`_${said}`))));
  if (found !== undefined) return found;
  const known = hidden.map(({ field, value }) => (value === undefined ? field : `${field}=${value}`));
  throw new ToolError('USAGE', `${text} takes no right of its own in ${method}`, {
    hint: known.length === 0 ? 'No field of it does.' : `These do: ${known.join(', ')}.`,
  });
}

function timeOf(at: string | undefined): number {
  const time = at === undefined ? Date.now() : Date.parse(at);
  if (Number.isFinite(time)) return time;
  throw new ToolError('USAGE', `--at ${at ?? ''} is no time`, { hint: 'Write it such as 2030-01-01T00:00:00Z.' });
}

function unknown(name: string, what: 'environment' | 'region'): ToolError {
  return new ToolError('USAGE', `${name} is no ${what} of the platform`, { hint: `Name another with --${what}.` });
}
