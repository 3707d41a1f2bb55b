import type { EndpointTls, HttpEndpoint } from '../../adapters/http-endpoint.ts';
import type { CodecDeps } from '../codec/codec.ts';
import { createCodec } from '../codec/codec.ts';
import { bound, hostAndPort } from './listening.ts';
import type { LoadedProxy } from './load-proxy.ts';
import type { ProxyOutside } from './outside.ts';

export interface CodecEndpointInput extends Omit<CodecDeps, 'origins'> {
  /** In use at this moment. */
  readonly loaded: () => LoadedProxy;
  readonly serveEndpoint: ProxyOutside['serveEndpoint'];
}

/** Opens the codec endpoint where the config names one. */
export async function openCodec({ loaded, serveEndpoint, ...deps }: CodecEndpointInput): Promise<HttpEndpoint | undefined> {
  const { codec } = loaded().config;
  if (codec === undefined) return undefined;
  const answer = createCodec({ ...deps, origins: () => loaded().config.codec?.origins ?? [] });
  const tls = codecTlsOf(loaded());
  return await bound(codec.address, async () => await serveEndpoint({ address: hostAndPort(codec.address), tls, answer }));
}

export function codecTlsOf({ config, contents }: LoadedProxy): EndpointTls | undefined {
  const tls = config.codec?.tls;
  const [certificate, key] = [contents.get(tls?.certificate ?? ''), contents.get(tls?.key ?? '')];
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}
