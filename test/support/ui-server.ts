import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';

export interface UiServer {
  origin: string;
  log: () => string;
  close: () => Promise<void>;
}

export interface UiServerWishes {
  binary: string;
  /** For its config. */
  folder: string;
  port: number;
  /** `host:port` of what it takes for Temporal. */
  temporal: string;
  issuer: string;
  client: { id: string; secret: string; redirectUri: string };
  codec: string;
}

/** The stock Temporal UI server, whose users log in at a provider. */
export async function startUiServer({ binary, folder, port, temporal, issuer, client, codec }: UiServerWishes): Promise<UiServer> {
  const origin = `http://127.0.0.1:${port}`;
  const provider = {
    label: 'company',
    type: 'oidc',
    providerUrl: issuer,
    clientId: client.id,
    clientSecret: client.secret,
    callbackUrl: client.redirectUri,
    scopes: ['openid', 'profile', 'email'],
    options: { resource: 'urn:temporal' },
  };
  await mkdir(join(folder, 'config'), { recursive: true });
  const config = {
    temporalGrpcAddress: temporal,
    host: '127.0.0.1',
    port,
    enableUi: true,
    defaultNamespace: 'images',
    notifyOnNewVersion: false,
    cors: { cookieInsecure: true, allowOrigins: [origin] },
    auth: { enabled: true, providers: [provider] },
    codec: { endpoint: codec, passAccessToken: true },
  };
  await writeFile(join(folder, 'config', 'trial.yaml'), stringify(config));
  const child = spawn(binary, ['--root', folder, '--env', 'trial', 'start'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => lines.push(data.toString()));
  const exit = once(child, 'close');
  const deadline = Date.now() + 30_000;
  while (!(await answers(origin))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the UI server does not start\n${lines.join('')}`);
    await sleep(50);
  }
  return {
    origin,
    log: () => lines.join(''),
    async close() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

async function answers(origin: string): Promise<boolean> {
  return await fetch(`${origin}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
