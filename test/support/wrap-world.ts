import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeAuthority } from './client-certificates.ts';
import { startGuard } from './guard.ts';
import { physicalName, place, platformFile, tokenOf } from './proxy-config.ts';
import { startProxy, type ProxyProcess } from './proxy.ts';
import { startTemporal, type TemporalServer } from './temporal-server.ts';

/** A server that takes only the proxy's certificate, the proxy before it over TLS, and a person's profile for it. */
export interface WrapWorld {
  server: TemporalServer;
  /** Where the server is for others: it asks for a certificate. */
  guarded: string;
  proxy: ProxyProcess;
  profile: string;
  token: string;
  authorities: string;
  close: () => Promise<void>;
}

export async function startWrapWorld(binary: string, folder: string): Promise<WrapWorld> {
  const authority = makeAuthority(folder, 'wrap');
  const names = { names: 'IP:127.0.0.1,DNS:localhost', usage: 'serverAuth' } as const;
  const [listener, caller] = [authority.issue('/CN=proxy', names), authority.issue('/CN=the-proxy')];
  const at = (name: string) => join(folder, name);
  const contents = {
    'ca.crt': authority.certificate,
    'listen.crt': listener.certificate,
    'listen.key': listener.key,
    'up.crt': caller.certificate,
    'up.key': caller.key,
  };
  for (const [name, content] of Object.entries(contents)) await writeFile(at(name), content, { mode: 0o600 });

  const server = await startTemporal(binary, physicalName('images'));
  const guard = await startGuard(authority, server.address);
  const guarded = guard.address;

  const proxy = await startProxy({
    upstream: guarded,
    namespaces: ['images'],
    change: (file) => ({
      ...file,
      spec: {
        ...file.spec,
        listen: { ...file.spec.listen, tls: { certificate: at('listen.crt'), key: at('listen.key') } },
        upstreams: [{ ...place, tls: { authorities: at('ca.crt'), certificate: at('up.crt'), key: at('up.key') } }],
      },
    }),
  });
  const platform = platformFile({ upstream: guarded, namespaces: ['images'] });
  platform.spec.proxy = platform.spec.proxy.map((entry) => ({
    ...entry,
    address: proxy.address,
    tls: { certificateAuthorities: './ca.crt' },
  }));
  await writeFile(at('temporal-platform.yaml'), stringify(platform, { aliasDuplicateObjects: false }));
  await writeFile(at('token'), tokenOf('images'), { mode: 0o600 });
  await writeFile(at('wrap.yaml'), profileText);
  return {
    server,
    guarded,
    proxy,
    profile: at('wrap.yaml'),
    token: (await readFile(at('token'), 'utf8')).trim(),
    authorities: at('ca.crt'),
    async close() {
      await proxy.close();
      guard.close();
      await server.close();
    },
  };
}

/** Of whoever has a token file beside it, below the platform file. */
export const profileText = `apiVersion: managed-temporal.dev/v1
kind: WrapProfile
spec:
  platform: ./temporal-platform.yaml
  environment: ${place.environment}
  region: ${place.region}
  namespace: images
  tokenFile: ./token
`;
