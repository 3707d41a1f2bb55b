/** A host without port or brackets that never leaves this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(host);
}

/** Whether keys may be fetched from here: over TLS, or without leaving this machine. */
export function isSafeUrl({ protocol, hostname }: URL, { development }: { development: boolean }): boolean {
  if (protocol === 'https:') return true;
  return protocol === 'http:' && (development || isLoopbackHost(hostname.replaceAll(/^\[|\]$/g, '')));
}
