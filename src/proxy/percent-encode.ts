const unsafe = /[^\u0020-\u0024\u0026-\u007e]+/gu;

/** `grpc-message` as PROTOCOL-HTTP2.md of gRPC has it: UTF-8, all but printable ASCII and the per cent sign itself as %XX. */
export function percentEncode(text: string): string {
  return text.replace(unsafe, (part) =>
    [...Buffer.from(part)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
