import type { EndpointTls, HttpEndpoint } from '../../adapters/http-endpoint.ts';
import type { CodecDeps } from '../codec/codec.ts';
import { createCodec } from '../codec/codec.ts';
import { bound, hostAndPort, tlsOf } from './listening.ts';
import type { LoadedProxy } from './load-proxy.ts';
import type { ProxyOutside } from './outside.ts';

export interface CodecEndpointInput extends Omit<CodecDeps, 'origins' | 'takesCertificates'> {
  /** In use at this moment. */
  readonly loaded: () => LoadedProxy;
  readonly serveEndpoint: ProxyOutside['serveEndpoint'];
}

/** Opens the codec endpoint where the config names one. */
export async function openCodec({ loaded, serveEndpoint, ...deps }: CodecEndpointInput): Promise<HttpEndpoint | undefined> {
  const { codec } = loaded().config;
  if (codec === undefined) return undefined;
  const tls = codecTlsOf(loaded());
  const takesCertificates = tls?.clientAuthorities !== undefined;
  const answer = createCodec({ ...deps, takesCertificates, origins: () => loaded().config.codec?.origins ?? [] });
  return await bound(codec.address, async () => await serveEndpoint({ address: hostAndPort(codec.address), tls, answer }));
}

export function codecTlsOf({ config, contents }: LoadedProxy): EndpointTls | undefined {
  return tlsOf(config.codec?.tls, contents);
}
