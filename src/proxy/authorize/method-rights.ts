import type { AccessAction } from '../../domain/access.ts';
import { hiddenFieldLines } from './hidden-fields.generated.ts';
import { methods } from '../wire/methods.ts';
import { askedAtStart } from './method-plan.ts';

/** What a call of a method takes, as far as its name says it. */
export interface MethodRights {
  readonly method: string;
  readonly actions: readonly AccessAction[];
  /** Any one of them is enough. */
  readonly isEither: boolean;
  /** Answered by the proxy itself, from what the caller may see. */
  readonly isLocal: boolean;
  /** Rights that fields of the call may take besides. */
  readonly hidden: readonly HiddenRight[];
  /** Of commands within it, in other namespaces that they name. */
  readonly elsewhere: readonly AccessAction[];
}

export interface HiddenRight {
  /** Path of a field, `schedule.policies.overlap_policy`. */
  readonly field: string;
  /** Of an enum; undefined: any that is not its default. */
  readonly value: string | undefined;
  readonly right: AccessAction;
}

const byMethod = new Map<string, HiddenRight[]>();
for (const line of hiddenFieldLines.trim().split('\n')) {
  const [method = '', told = '', right = ''] = line.split(' ');
  const [field = '', value] = told.split('=');
  byMethod.set(method, [...(byMethod.get(method) ?? []), { field, value, right: right as AccessAction }]);
}

/** `undefined` for a method that there is not: it is not relayed. */
export function methodRights(name: string): MethodRights | undefined {
  const method = [...methods.values()].find((one) => one.name === name);
  if (method === undefined) return undefined;
  const own = method.actions.filter((action) => action !== 'local');
  const actions: readonly AccessAction[] = askedAtStart.has(name) ? [...own, 'work'] : own;
  return {
    method: name,
    actions,
    isEither: actions.length > 1 && actions.includes('work'),
    isLocal: actions.length === 0,
    hidden: byMethod.get(name) ?? [],
    elsewhere: name === 'RespondWorkflowTaskCompleted' ? ['start', 'signal', 'terminate'] : [],
  };
}
