import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { UnaryResponse } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';

/** Source: `common/rpc/interceptor/namespace_validator.go` of the server. A task token holds the namespace's id, which nobody knows here. */
const says = 'Operation requested with a token from a different namespace.';

const foreignTask = reject(grpcStatus.invalidArgument, 'foreign-task', { message: says });

/** For audit: Temporal has refused a call because its task is of another namespace than the one it names. */
export function foreignTaskIn({ taskTokenField }: Method, { status, statusMessage }: UnaryResponse): Rejection | undefined {
  return taskTokenField !== undefined && status === grpcStatus.invalidArgument && statusMessage === says ? foreignTask : undefined;
}
