import { rightBit, rightsIn, type RightBits } from '../../domain/access.ts';
import type { Rights } from '../../policy/policy.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route, Routes } from '../routing/route.ts';
import { readNamespace } from '../wire/top-level.ts';
import { hiddenRights, type Command, type Hidden, type SystemCall } from './hidden-rights.ts';
import { methodNamed, planOf } from './method-plan.ts';
import { malformed, otherNamespace, refuseLacking, unknownSystemCall } from './refusals.ts';
import { startedType } from './started-type.ts';
import { changesSystem, systemWorkflow } from './system-workflows.ts';

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
  for (const command of [...commands, ...systemCalls.map(commandOf)]) {
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
const aboutWorkflows: ReadonlySet<string> = new Set(['request', 'execution']);
const nothingHidden: Pick<Hidden, 'needs' | 'namespaces'> = { needs: 0, namespaces: [] };

/** A call as a command, if it is one about workflows. */
function commandOf({ service: called, operation, message }: SystemCall): Command | Rejection {
  const method = called === service ? methodNamed(operation) : undefined;
  if (method === undefined || !aboutWorkflows.has(method.scope.kind)) return unknownSystemCall;
  const { actions, hiding } = planOf(method);
  const hidden = hiding === undefined ? nothingHidden : hiddenRights(message, hiding);
  const namespace = readNamespace(message, method);
  if (namespace === undefined || hidden === undefined) return malformed;
  if (hidden.namespaces.some((inner) => inner !== '' && inner !== namespace)) return otherNamespace;
  if (changesSystem(method, message)) return systemWorkflow;
  return { needs: actions | hidden.needs, namespace, workflowType: startedType(method, message) };
}
