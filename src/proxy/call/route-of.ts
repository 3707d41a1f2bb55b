import type { Identity } from '../identity/identity.ts';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Route, Routes } from '../routing/route.ts';
import type { Method } from '../wire/methods.ts';
import { isSet, readNamespace } from '../wire/top-level.ts';

const none = reject(grpcStatus.invalidArgument, 'namespace-missing', {
  message: 'The request names no namespace; set one. A task token or an id does not stand in for it.',
});
const byId = reject(grpcStatus.invalidArgument, 'namespace-by-id', {
  message: 'The request names a namespace by its id, which is not known here; name it by its name alone.',
});
/** Field of DescribeNamespaceRequest. */
const namespaceId = 2;
const malformed = reject(grpcStatus.invalidArgument, 'malformed', { message: 'The request is not valid protobuf.' });

/**
 * Where a call of a namespace goes. The server takes a call with a task token and an empty namespace, and works in the
 * token's: so an empty one is refused here, whatever else the request holds.
 */
export function routeOf(method: Method, message: Buffer, caller: { identity: Identity; routes: Routes }): Route | Rejection {
  const logical = readNamespace(message, method);
  if (logical === undefined) return malformed;
  if (logical === '') return none;
  if (method.name === 'DescribeNamespace' && isSet(message, namespaceId)) return byId;
  return caller.routes.find(caller.identity, logical);
}
