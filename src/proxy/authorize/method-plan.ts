import { bitsOf, decodeTakenBy, rightBit, type RightBits } from '../../domain/access.ts';
import type { Rights } from '../../policy/policy.ts';
import { authorityTable, type AuthorityTable } from '../wire/authority.ts';
import { methods, type Method } from '../wire/methods.ts';
import { actionBits } from './action-bits.ts';

/** What deciding about a method takes, worked out once. */
export interface MethodPlan {
  readonly method: Method;
  /** All of them; of `work` and `operate` together either is enough. */
  readonly actions: RightBits;
  /** Set where fields of its request may take rights of their own. */
  readonly hiding: AuthorityTable | undefined;
  /** Set where fields of its request say who calls. */
  readonly naming: AuthorityTable | undefined;
}

const plans: ReadonlyMap<Method, MethodPlan> = new Map([...methods.values()].map((method) => [method, makePlan(method)]));

export function planOf(method: Method): MethodPlan {
  return plans.get(method) ?? makePlan(method);
}

const byName: ReadonlyMap<string, Method> = new Map(
  [...methods.values()].filter(({ service }) => service === 'WorkflowService').map((method) => [method.name, method]),
);

/** Of WorkflowService. */
export function methodNamed(name: string): Method | undefined {
  return byName.get(name);
}

function makePlan(method: Method): MethodPlan {
  const table = authorityTable(method.request.name);
  return {
    method,
    actions: actionBits(method),
    hiding: table?.hidesRights === true ? table : undefined,
    naming: table?.namesCaller === true ? table : undefined,
  };
}

const eitherOf = bitsOf(['work', 'operate']);
const working = rightBit.work | decodeTakenBy(rightBit.work);

/** Asked by workers: no SDK starts one without the first, and ours are ready when the second says that their polls have come. */
export const askedAtStart: ReadonlySet<string> = new Set(['DescribeNamespace', 'DescribeTaskQueue']);

/** The rights that a method itself takes of a caller: where either of two is enough, one that is held without break-glass comes first. */
export function ownNeeds(plan: MethodPlan, { everywhere, breakGlass }: Pick<Rights, 'everywhere' | 'breakGlass'>): RightBits {
  const lasting = everywhere & ~breakGlass;
  const needs = needsOf(plan, lasting);
  return breakGlass === 0 || (needs & ~lasting) === 0 ? needs : needsOf(plan, everywhere);
}

function needsOf({ method, actions }: MethodPlan, everywhere: RightBits): RightBits {
  if (askedAtStart.has(method.name) && (everywhere & rightBit.read) === 0 && (everywhere & working) === working) return rightBit.work;
  if ((actions & eitherOf) !== eitherOf) return actions;
  return (actions & ~eitherOf) | ((everywhere & working) === working ? rightBit.work : rightBit.operate);
}
