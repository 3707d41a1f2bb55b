import { decodeBits, decodeTakenBy, rightBit, rightsIn, type RightBits } from '../../domain/access.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Rejection } from '../rejection.ts';
import type { Routes } from '../routing/route.ts';
import type { Method } from '../wire/methods.ts';
import type { Access, AccessRequest, Allowed, Decision } from './access.ts';
import type { DecideByType, TypedCall, TypedRequest } from './by-type.ts';
import { refusalElsewhere } from './elsewhere.ts';
import { createHeld, type Held, type HeldBy } from './held.ts';
import { hiddenRights } from './hidden-rights.ts';
import { ownNeeds, planOf, type MethodPlan } from './method-plan.ts';
import { nameCaller } from './name-caller.ts';
import { malformed, refuseForSomeTypes, refuseLacking, refuseWithoutDecode } from './refusals.ts';
import { startedType } from './started-type.ts';

export interface AccessInput {
  readonly policy: Policy;
  /** Those that callers see; asked for once `createAccess` has returned, since what they see is deduced here. */
  readonly routes: () => Routes;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly decideByType: DecideByType;
}

/** Decides by a policy: nobody may do what no role grants. */
export function createAccess({ policy, routes, clock, decideByType }: AccessInput): Access {
  const heldBy = createHeld(policy, clock);
  return {
    decide: (request) => decide(request, { heldBy, routes, decideByType }),
    rightsOf: (identity, route) => heldBy(identity, route).rights,
    isPolicy: true,
    sees: (identity, route) => heldBy(identity, route).rights.somewhere !== 0,
  };
}

interface Deciding {
  readonly heldBy: HeldBy;
  readonly routes: () => Routes;
  readonly decideByType: DecideByType;
}

/** A call, what its caller holds, and all that it takes. */
interface Weighed {
  readonly request: AccessRequest;
  readonly held: Held;
  readonly plan: MethodPlan;
  readonly needed: RightBits;
}

function decide(request: AccessRequest, deciding: Deciding): Decision {
  const { method, identity, route } = request;
  const held = deciding.heldBy(identity, route);
  const { everywhere, somewhere } = held.rights;
  const plan = planOf(method);
  const own = ownNeeds(plan, held.rights);
  const hidden = plan.hiding === undefined ? 0 : hiddenNeeds(request, plan.hiding, deciding);
  if (typeof hidden === 'object') return hidden;
  const needed = own | hidden;
  const weighed = { request, held, plan, needed };
  const missing = needed & ~somewhere;
  if (missing !== 0) return refuse(weighed, { missing, own });
  const undecoded = decodeTakenBy(needed) & ~everywhere;
  if (undecoded !== 0) return refuseWithoutDecode({ identity, route, missing: undecoded });
  return mayDependOnType(method, needed, held)
    ? decideTyped(weighed, deciding)
    : allow(weighed, { workflowType: startedType(method, request.message) });
}

/** Rights that fields of the request ask for in its namespace; or why what it does elsewhere may not be done. */
function hiddenNeeds(
  { message, identity, route }: AccessRequest,
  table: NonNullable<MethodPlan['hiding']>,
  { heldBy, routes }: Deciding,
): RightBits | Rejection {
  const hidden = hiddenRights(message, table);
  if (hidden === undefined) return malformed;
  if (hidden.namespaces.length + hidden.commands.length + hidden.systemCalls.length === 0) return hidden.needs;
  const rightsOf = (where: typeof route) => heldBy(identity, where).rights;
  return refusalElsewhere(hidden, { identity, route, routes: routes(), rightsOf }) ?? hidden.needs;
}

/** One is asked for by its id: what of its answer may be read in clear depends on its type. */
const ofOneExecution: ReadonlySet<string> = new Set(['execution', 'history']);
/** Whether break-glass was needed depends on the type also of what is started. */
const ofOneType: ReadonlySet<string> = new Set([...ofOneExecution, 'request', 'schedule']);

function mayDependOnType({ scope: { kind } }: Method, needed: RightBits, { rights }: Held): boolean {
  const { everywhere, somewhere, breakGlassByType } = rights;
  if ((needed & ~everywhere) !== 0) return kind !== 'namespace';
  if ((needed & breakGlassByType) !== 0 && ofOneType.has(kind)) return true;
  return (((somewhere & ~everywhere) | breakGlassByType) & decodeBits) !== 0 && ofOneExecution.has(kind);
}

function decideTyped(weighed: Weighed, { decideByType }: Deciding): Decision {
  const { request, held, needed } = weighed;
  const { rights } = held;
  const { identity, route } = request;
  const scoped = needed & ~rights.everywhere;
  const typed: TypedRequest = {
    ...request,
    rights,
    needed,
    traffic: held.trafficOf(undefined),
    allow: (about) => allow(weighed, { ...about, isTypeSure: true }),
    refuse: (workflowType) =>
      workflowType === undefined
        ? refuseForSomeTypes({ identity, route, missing: scoped })
        : refuse(weighed, { missing: missingFor(weighed, workflowType), own: needed, workflowType }),
  };
  return request.method.scope.kind === 'none' ? typed.refuse() : decideByType(typed);
}

/** Of what it takes, what is not held for a type. */
function missingFor({ needed, held }: Weighed, workflowType: string): RightBits {
  return rightsIn(needed).reduce((bits, right) => (held.rights.holds(rightBit[right], workflowType) ? bits : bits | rightBit[right]), 0);
}

interface Lacked {
  readonly missing: RightBits;
  /** Of what it takes, what its method does. */
  readonly own: RightBits;
  readonly workflowType?: string;
}

function refuse({ request, held, needed }: Weighed, { missing, own, workflowType }: Lacked): Rejection {
  const { identity, route } = request;
  const denial = held.rights.denialOf(missing, workflowType);
  return refuseLacking({ identity, route, missing, workflowType, denial, hidden: needed & ~own });
}

interface About extends Omit<TypedCall, 'workflowType'> {
  readonly workflowType?: string | undefined;
  /** It is the type of all that is done and that the answer shows, not only what the request asks to start. */
  readonly isTypeSure?: boolean;
}

function allow({ request, held, plan, needed }: Weighed, about: About): Allowed {
  const { identity } = request;
  const { message = request.message, workflowType, checkAnswer } = about;
  const { rights } = held;
  const decode = decodeFor(held, about);
  const types = about.types ?? [about.isTypeSure === true ? workflowType : undefined];
  const breakGlassFor = (bits: RightBits) => types.map((type) => rights.breakGlassFor(bits, type)).find((one) => one !== undefined);
  const allowed: Allowed = {
    kind: 'allowed',
    message: plan.naming !== undefined && identity.kind === 'person' ? nameCaller(message, plan.naming, identity.subject) : message,
    decode,
    workflowType,
    traffic: held.trafficOf(workflowType),
    used: needed,
    breakGlass: breakGlassFor(needed | decodeTakenBy(needed)),
    breakGlassToRead: breakGlassFor(decode),
  };
  return checkAnswer === undefined ? allowed : { ...allowed, checkAnswer };
}

function decodeFor({ rights, decodeWithinRead }: Held, { workflowType, isWithinRead, isTypeSure }: About): RightBits {
  const everywhere = rights.everywhere & decodeBits;
  if (everywhere === (rights.somewhere & decodeBits)) return everywhere;
  if (isWithinRead === true) return decodeWithinRead;
  if (workflowType === undefined || isTypeSure !== true) return everywhere;
  return rightsIn(rights.somewhere & decodeBits).reduce(
    (bits, right) => (rights.holds(rightBit[right], workflowType) ? bits | rightBit[right] : bits),
    everywhere,
  );
}
