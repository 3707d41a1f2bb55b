import { rightBit, rightsIn, type RightBits } from '../../domain/access.ts';
import type { Rights } from '../../policy/policy.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route, Routes } from '../routing/route.ts';
import { readNamespace, readTexts } from '../wire/top-level.ts';
import { hiddenRights, type Command, type Hidden, type SystemCall } from './hidden-rights.ts';
import { methodNamed, planOf } from './method-plan.ts';
import { malformed, otherNamespace, refuseLacking, unknownSystemCall } from './refusals.ts';

/** Whose request it is, and what is known of others. */
export interface Elsewhere {
  readonly identity: Identity;
  /** Of the request. */
  readonly route: Route;
  readonly routes: Routes;
  rightsOf(route: Route): Rights;
}

/** Why what a request does beside its own may not be done: requests within it, a workflow's commands, calls that a workflow makes. */
export function refusalElsewhere({ namespaces, commands, systemCalls }: Hidden, caller: Elsewhere): Rejection | undefined {
  const { logical } = caller.route;
  if (namespaces.some((namespace) => namespace !== '' && namespace !== logical)) return otherNamespace;
  for (const command of commands) {
    const refusal = refusalOf(command, caller);
    if (refusal !== undefined) return refusal;
  }
  for (const call of systemCalls) {
    const command = commandOf(call);
    const refusal = 'kind' in command ? command : refusalOf(command, caller);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** At home only a denial counts, as workers bring about all that happens there; in another namespace it takes the rights of a caller. */
function refusalOf({ needs, namespace, workflowType }: Command, caller: Elsewhere): Rejection | undefined {
  const { identity, route: home } = caller;
  if (namespace === '' || namespace === home.logical) {
    const denial = caller.rightsOf(home).denialOf(needs, workflowType);
    return denial === undefined ? undefined : refuseLacking({ identity, route: home, missing: needs, workflowType, denial });
  }
  const route = caller.routes.find(identity, namespace);
  if (route.kind === 'rejected') return route;
  const rights = caller.rightsOf(route);
  const missing = lacking(rights, needs, workflowType);
  if (missing === 0) return undefined;
  return refuseLacking({ identity, route, missing, workflowType, denial: rights.denialOf(missing, workflowType) });
}

/** Of what is found by its id nobody knows the type, so it takes rights for every type. */
function lacking(rights: Rights, needs: RightBits, workflowType: string | undefined): RightBits {
  if (workflowType === undefined) return needs & ~rights.everywhere;
  return rightsIn(needs).reduce((bits, right) => (rights.holds(rightBit[right], workflowType) ? bits : bits | rightBit[right]), 0);
}

const service = 'temporal.api.workflowservice.v1.WorkflowService';

/** A call as a command, if it is one about workflows. */
function commandOf(call: SystemCall): Command | Rejection {
  const method = call.service === service ? methodNamed(call.operation) : undefined;
  const { kind, type } = method?.scope ?? {};
  if (method === undefined || (kind !== 'request' && kind !== 'execution')) return unknownSystemCall;
  const { actions, hiding } = planOf(method);
  const namespace = readNamespace(call.message, method);
  const hidden = hiding === undefined ? undefined : hiddenRights(call.message, hiding);
  if (namespace === undefined || (hiding !== undefined && hidden === undefined)) return malformed;
  if (hidden?.namespaces.some((inner) => inner !== '' && inner !== namespace) === true) return otherNamespace;
  const types = type === undefined ? [] : readTexts(call.message, type);
  return { needs: actions | (hidden?.needs ?? 0), namespace, workflowType: types.length === 1 ? types[0] : undefined };
}
