import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { makeCertificates } from '../certificates.ts';
import { freePort } from '../free-port.ts';
import { startPersonProvider, type PersonProvider } from '../person-provider.ts';
import { place, type ProxyFile } from '../proxy-config.ts';
import { startUiServer, type UiServer } from '../ui-server.ts';
import { startPersonaWorld, type PersonaWorld } from './persona-world.ts';
import { personas } from './personas.ts';

export interface UiWorld {
  readonly proxy: PersonaWorld;
  readonly ui: UiServer;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

interface Binaries {
  readonly temporal: string;
  readonly uiServer: string;
  readonly chromium: string;
}

/** The world of the personas with a provider that all people among them log in at, the stock Temporal UI behind it, and a browser. */
export async function startUiWorld(binaries: Binaries): Promise<UiWorld> {
  const closing: (() => Promise<unknown>)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'ui-world-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const [port, codecPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const client = { id: 'temporal-ui', secret: 'secret-of-the-ui', redirectUri: `${origin}/auth/sso/callback` };
  const provider = await startPersonProvider({ webClient: client, groupsOf });
  closing.push(() => provider.close());
  makeCertificates(folder);
  const tls = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') };
  const codec = { address: `127.0.0.1:${codecPort}`, origins: [origin], tls };
  const world = await startPersonaWorld(binaries.temporal, (file) => withLogin(file, provider, codec));
  closing.push(() => world.close());
  const { issuer } = provider;
  const rest = { temporal: world.address, issuer, client, codec: `https://${codec.address}` };
  const ui = await startUiServer({ binary: binaries.uiServer, folder, port, ...rest });
  closing.push(() => ui.close());
  // Pages of the provider name a font elsewhere; nothing is asked of other machines.
  const args = ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
  const browser = await chromium.launch({ executablePath: binaries.chromium, args });
  closing.push(() => browser.close());
  return {
    proxy: world,
    ui,
    browser,
    async close() {
      for (const end of closing.toReversed()) await end();
    },
  };
}

function groupsOf(person: string): readonly string[] {
  return personas.find(({ name }) => name === person)?.groups ?? [];
}

function withLogin(file: ProxyFile, { issuer }: PersonProvider, codec: ProxyFile['spec']['codec']): ProxyFile {
  const people = { kind: 'jwt' as const, name: 'provider', issuer, audiences: ['temporal'], place, grants: [{ subject: '*' }] };
  return { ...file, spec: { ...file.spec, identities: [...file.spec.identities, people], codec } };
}
