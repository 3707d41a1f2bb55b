import { grpcStatus, reject, type Rejection } from '../rejection.ts';

/** What a bug in one call comes to: where it is, without a word of what it came upon. */
export function bugRejection(error: unknown): Rejection {
  const detail = error instanceof Error ? `${error.name} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : typeof error;
  return reject(grpcStatus.internal, 'bug', { message: 'The proxy has a bug; its log says where.', detail });
}
