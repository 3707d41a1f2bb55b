import type { HttpServer } from '../../adapters/http-server.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { Budget } from '../transport/budget.ts';
import { listen, type Listener, type ListenTls } from '../transport/listener.ts';
import type { ServerCall } from '../transport/transport.ts';
import type { LoadedProxy } from './load-proxy.ts';
import type { ProxyOutside } from './outside.ts';

export interface DoorInput {
  readonly loaded: LoadedProxy;
  readonly budget: Budget;
  readonly onCall: (call: ServerCall) => void;
  readonly onError: (kind: 'call' | 'connection', error: Error) => void;
}

/** Where callers connect. */
export async function openDoor({ loaded, budget, onCall, onError }: DoorInput): Promise<Listener> {
  const { config, compiled } = loaded;
  const tls = listenTlsOf(loaded);
  const { messageBytes, streamsPerConnection, connectionAge } = compiled.limits;
  const limits = { messageBytes, streamsPerConnection, connectionAge };
  const options = { address: hostAndPort(config.listen.address), limits, budget, onCall, onError };
  return await bound(config.listen.address, async () => await listen(tls === undefined ? options : { ...options, tls }));
}

export async function openOperations(
  address: string,
  serveHttp: ProxyOutside['serveHttp'],
  answer: Parameters<ProxyOutside['serveHttp']>[1],
): Promise<HttpServer> {
  return await bound(address, async () => await serveHttp(hostAndPort(address), answer));
}

export function listenTlsOf({ config, contents }: LoadedProxy): ListenTls | undefined {
  return tlsOf(config.listen.tls, contents);
}

interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly clientAuthorities?: string | undefined;
}

/** What its files hold. */
export function tlsOf(tls: TlsFiles | undefined, contents: LoadedProxy['contents']): ListenTls | undefined {
  const [certificate, key] = [contents.get(tls?.certificate ?? ''), contents.get(tls?.key ?? '')];
  if (certificate === undefined || key === undefined) return undefined;
  const clientAuthorities = contents.get(tls?.clientAuthorities ?? '');
  return clientAuthorities === undefined ? { certificate, key } : { certificate, key, clientAuthorities };
}

/** Fields that a running proxy cannot change, among those that two configs differ in. */
export function needRestart(before: LoadedProxy, after: LoadedProxy): string[] {
  const [old, next] = [fixedFields(before), fixedFields(after)];
  return Object.keys(old).filter((field) => old[field] !== next[field]);
}

function fixedFields({ config: { listen: door, operations, codec, limits } }: LoadedProxy): Record<string, unknown> {
  return {
    'spec.listen.address': door.address,
    'spec.listen.tls': door.tls !== undefined,
    'spec.operations.address': operations.address,
    'spec.codec.address': codec?.address,
    'spec.codec.tls': codec?.tls !== undefined,
    'spec.codec.tls.clientAuthorities': codec?.tls?.clientAuthorities !== undefined,
    'spec.limits.messageBytes': limits.messageBytes,
    'spec.limits.bytesInFlight': limits.bytesInFlight,
    'spec.limits.streamsPerConnection': limits.streamsPerConnection,
    'spec.limits.connectionAge': limits.connectionAge,
  };
}

/** Of `host:port` or `[::1]:port`. */
export function hostAndPort(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replaceAll(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

/** Says of an address that is taken what to do about it. */
export async function bound<T>(address: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    const hint = 'Name another address in the config.';
    if (code === 'EADDRINUSE') throw new ToolError('PORT_IN_USE', `${address} is taken`, { hint, cause: error });
    throw new ToolError('PROXY_INVALID', `nothing can listen on ${address}: ${code}`, { hint, cause: error });
  }
}
