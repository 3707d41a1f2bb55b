import { join } from 'node:path';
import { stringify } from 'yaml';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Platform, PlatformDocument } from '../../src/domain/platform.ts';
import type { z } from 'zod';
import type { proxyDocument } from '../../src/proxy/routing/config.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { loadConfig } from '../../src/proxy/routing/load.ts';
import { failureOf } from './failure.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type ProxyInput = z.input<typeof proxyDocument>;

/** A config for development on one machine that is right as it stands: a static token, two namespaces in the clear, production in eu. */
export function plainProxy(change: (spec: ProxyInput['spec']) => void = () => undefined): ProxyInput {
  const document: ProxyInput = {
    apiVersion: 'managed-temporal.dev/v1',
    kind: 'Proxy',
    metadata: { name: 'proxy' },
    spec: {
      platform: './temporal-platform.yaml',
      listen: { address: '127.0.0.1:0' },
      operations: { address: '127.0.0.1:0' },
      identities: [
        {
          kind: 'static',
          name: 'tokens',
          place: { cluster: 'eu-1', environment: 'production' },
          tokens: [{ subject: 'ada', sha256: 'ab'.repeat(32), namespaces: ['images', 'orders'] }],
        },
      ],
      upstreams: [{ environment: 'production', region: 'eu', addresses: ['127.0.0.1:7233'] }],
      namespaces: [
        { name: 'images', owner: 'team-images', encryption: 'off' },
        { name: 'orders', owner: 'team-orders', encryption: 'off' },
      ],
      development: true,
    },
  };
  change(document.spec);
  return document;
}

/** The built-in platform with a change. */
export function platformOf(change: (spec: PlatformDocument['spec']) => void = () => undefined): PlatformDocument {
  const document = JSON.parse(JSON.stringify(builtinPlatform)) as PlatformDocument;
  change(document.spec);
  return document;
}

/** Writes both files into a folder of their own; returns where the config is. */
export async function proxyFolder(
  proxy: ProxyInput,
  platform: PlatformDocument = platformOf(),
  more: Readonly<Record<string, string | Buffer>> = {},
): Promise<string> {
  const folder = await temporaryFolder({ 'proxy.yaml': yaml(proxy), 'temporal-platform.yaml': yaml(platform), ...more });
  return join(folder, 'proxy.yaml');
}

export function yaml(document: unknown): string {
  return stringify(document, { aliasDuplicateObjects: false });
}

export interface RefusedConfig {
  title: string;
  change?: (spec: ProxyInput['spec']) => void;
  platform?: (spec: Platform) => void;
  message: string;
}

/** What a person reads of a config that is refused, with paths relative to its folder. */
export async function problemsOf({ change, platform }: Pick<RefusedConfig, 'change' | 'platform'>): Promise<string> {
  const file = await proxyFolder(plainProxy(change), platformOf(platform), { empty: '', 'junk.pem': 'junk', token: 'a b' });
  return (await failureOf(loadConfig(file, nodeFiles))).replaceAll(file.slice(0, -'proxy.yaml'.length), '');
}

/** Headline, then the first problem's place. */
export const refusedWithPlace =
  /^error (PROXY|PLATFORM)_INVALID {2}[\w.-]+ is not a valid (proxy config|platform file)\n {2}[\w.-]+:\d+:\d+ {2}/;

/** One key domain: images in production and eu. */
export function sealImages(platform: Platform): void {
  platform.encryption = {
    deployment: 'acme',
    keyDomains: [{ id: 'kd-images-eu', namespace: 'images', environment: 'production', zone: 'eu' }],
  };
}
