const milliseconds: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/** Milliseconds, or `undefined` for what is no `grpc-timeout`. Source: grpc/grpc doc/PROTOCOL-HTTP2.md. */
export function parseGrpcTimeout(value: string): number | undefined {
  const unit = milliseconds[value.slice(-1)];
  const digits = value.slice(0, -1);
  return unit !== undefined && /^\d{1,8}$/.test(digits) ? Number(digits) * unit : undefined;
}

/** Rounded up: the other end must not give up before the caller does. */
export function formatGrpcTimeout(left: number): string {
  const whole = Math.max(1, Math.ceil(left));
  if (whole < 100_000_000) return `${whole}m`;
  return `${Math.min(99_999_999, Math.ceil(whole / 1000))}S`;
}
