import { grpcStatus, type GrpcStatus } from '../rejection.ts';

const statuses: Readonly<Record<number, GrpcStatus>> = {
  400: grpcStatus.internal,
  401: grpcStatus.unauthenticated,
  403: grpcStatus.permissionDenied,
  404: grpcStatus.unimplemented,
  429: grpcStatus.unavailable,
  502: grpcStatus.unavailable,
  503: grpcStatus.unavailable,
  504: grpcStatus.unavailable,
};

/** What an answer without `grpc-status` means. Source: grpc/grpc doc/http-grpc-status-mapping.md. */
export function grpcStatusOfHttp(status: number): GrpcStatus {
  return statuses[status] ?? grpcStatus.unknown;
}
