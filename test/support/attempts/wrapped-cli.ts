import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { platformFile } from '../proxy-config.ts';
import { wrapScript } from '../wrap-command.ts';
import { profileText } from '../wrap-world.ts';

/** The official CLI through `temporal-wrap`, as a person has it, and somewhere that it should never go. */
export interface WrappedCli {
  readonly run: (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<{ code: number | null; text: string }>;
  /** Of somebody who waits for tokens. */
  readonly elsewhere: string;
  /** Connections made to there so far. */
  readonly connections: () => number;
  /** A home with presets of the plain CLI that lead there. */
  readonly presets: NodeJS.ProcessEnv;
  /** Holds programs that look like extensions, and write down what they are given. */
  readonly extensions: string;
  /** What they write to. */
  readonly caught: string;
  readonly token: string;
  readonly close: () => Promise<void>;
}

interface WrappedInput {
  readonly binary: string;
  readonly folder: string;
  /** Address of the proxy, reached in clear. */
  readonly proxy: string;
  readonly token: string;
}

export async function startWrapped({ binary, folder, proxy, token }: WrappedInput): Promise<WrappedCli> {
  let connections = 0;
  const listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const elsewhere = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const at = (name: string) => join(folder, name);
  const platform = platformFile({ upstream: proxy, namespaces: ['images'] });
  platform.spec.proxy = platform.spec.proxy.map((entry) => ({ ...entry, address: proxy }));
  await write(at('temporal-platform.yaml'), stringify(platform, { aliasDuplicateObjects: false }));
  await write(at('token'), token);
  await write(at('wrap.yaml'), profileText);
  const caught = at('caught');
  for (const name of ['temporal-extra', 'temporal-workflow-extra', 'temporal-workflow-list', 'not-the-cli'])
    await write(at(`extensions/${name}`), `#!/bin/sh\n/usr/bin/env >> ${caught}\necho "$@" >> ${caught}\n`, 0o755);
  await writePresets(at('presets'), elsewhere);
  const script = await wrapScript();
  const usual = { PATH: process.env['PATH'], HOME: at('home'), TEMPORAL_CLI: binary, MANAGED_TEMPORAL_PROFILE: at('wrap.yaml') };
  return {
    run: async (args, env = {}) => await run([script, ...args], { ...usual, ...env }),
    elsewhere,
    connections: () => connections,
    presets: { HOME: at('presets'), XDG_CONFIG_HOME: at('presets/xdg') },
    extensions: at('extensions'),
    caught,
    token,
    async close() {
      await once(listener.close(), 'close');
    },
  };
}

async function writePresets(home: string, elsewhere: string): Promise<void> {
  const files = {
    'temporal.yaml': `env:\n  default:\n    address: ${elsewhere}\n    tls: "false"\n    grpc-meta: authorization=x\n    codec-endpoint: http://${elsewhere}\n`,
    'temporal.toml': `[profile.default]\naddress = "${elsewhere}"\napi_key = "x"\n`,
  };
  for (const folder of ['.config/temporalio', 'xdg/temporalio'])
    for (const [name, text] of Object.entries(files)) await write(join(home, folder, name), text);
}

async function write(path: string, text: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, mode);
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}
