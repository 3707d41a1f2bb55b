import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { ClientHttp2Session, ServerHttp2Stream } from 'node:http2';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { nodeAppendFile } from '../../src/adapters/append-file.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { serveEndpoint } from '../../src/adapters/http-endpoint.ts';
import { httpGet } from '../../src/adapters/http-get.ts';
import { httpPoster } from '../../src/adapters/http-post.ts';
import { serveHttp } from '../../src/adapters/http-server.ts';
import { redisScripts } from '../../src/adapters/redis.ts';
import { nodePrivateFiles } from '../../src/adapters/private-files.ts';
import { startProxy, type ProxyOutside, type ProxyTimes, type RunningProxy } from '../../src/proxy/proxy.ts';
import { entry, ringText } from '../keys/ring-file.ts';
import { answerWith, startFakeFrontend, type FakeFrontend } from '../proxy/transport/fake-frontend.ts';
import { answerOf, connectRaw, frame, open, type RawAnswer } from '../proxy/transport/raw-client.ts';
import { plainProxy, platformOf, proxyFolder, sealImages, yaml, type ProxyInput } from './proxy-files.ts';

export const tokenOfAda = 'the-secret-token-of-ada';
const service = '/temporal.api.workflowservice.v1.WorkflowService';

export interface Service {
  readonly proxy: RunningProxy;
  readonly folder: string;
  readonly frontend: FakeFrontend;
  /** Polls that the frontend holds. */
  readonly polls: ServerHttp2Stream[];
  /** What it has written so far. */
  lines(): { event: string; level: string; detail?: string; [key: string]: unknown }[];
  text(): string;
  get(path: string): Promise<{ status: number; text: string }>;
  /** A connection of its own. */
  connect(): Promise<ClientHttp2Session>;
  rewrite(change: (spec: ProxyInput['spec']) => void): Promise<void>;
  stop(): void;
}

interface ServiceWishes {
  change?: (spec: ProxyInput['spec']) => void;
  times?: Partial<ProxyTimes>;
  watch?: ProxyOutside['watch'];
  audit?: Partial<ProxyOutside['audit']>;
  clock?: () => number;
  /** Beside the config. */
  files?: Readonly<Record<string, string | Buffer>>;
}

/** No file is looked at; a test calls `reload` itself. */
export const noWatch: ProxyOutside['watch'] = async ({ signal }) =>
  await new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** A proxy in this process before a frontend that answers with empty messages and holds polls; `images` is sealed, `orders` is not. */
export async function startService({
  change = () => undefined,
  times = {},
  watch = noWatch,
  files = {},
  audit = {},
  clock = Date.now,
}: ServiceWishes = {}): Promise<Service> {
  const frontend = await startFakeFrontend();
  const polls: ServerHttp2Stream[] = [];
  frontend.onStream = (stream, headers) => {
    stream.resume();
    if (String(headers[':path']).includes('/Poll')) polls.push(stream);
    else stream.on('end', () => answerWith(stream, frame('')));
  };
  const document = plainProxy((spec) => {
    delete spec.namespaces[0]!.encryption;
    spec.keys = { ring: 'ring.yaml', providers: [{ name: 'local', kind: 'local' }] };
    spec.upstreams[0]!.addresses = [frontend.address];
    const sha256 = createHash('sha256').update(tokenOfAda).digest('hex');
    Object.assign(spec.identities[0]!, { tokens: [{ subject: 'ada', sha256, namespaces: ['images', 'orders'] }] });
    change(spec);
  });
  const configFile = await proxyFolder(document, platformOf(sealImages), files);
  await writeFile(join(dirname(configFile), 'ring.yaml'), ringText({ 'kd-images-eu': [entry()] }), { mode: 0o600 });
  const texts: string[] = [];
  const stop = new AbortController();
  const outside: ProxyOutside = {
    files: { ...nodeFiles, ...nodePrivateFiles },
    watch,
    serveHttp,
    serveEndpoint,
    fetch: httpGet,
    redis: redisScripts,
    audit: { openAppend: nodeAppendFile, httpPoster, host: 'this-machine', ...audit },
    logs: { write: (text: string) => void texts.push(text) },
    clock,
  };
  const proxy = await startProxy({ configFile, outside, signal: stop.signal, times: { unready: 0, grace: 2_000, probe: 20, ...times } });
  onTestFinished(async () => {
    stop.abort();
    for (const poll of polls) poll.destroy();
    await proxy.finished;
    await frontend.close();
  });
  return {
    proxy,
    folder: dirname(configFile),
    frontend,
    polls,
    lines: () =>
      texts
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ReturnType<Service['lines']>[number]),
    text: () => texts.join(''),
    async get(path) {
      const response = await fetch(`http://127.0.0.1:${proxy.operations.port}${path}`);
      return { status: response.status, text: await response.text() };
    },
    connect: async () => await connectRaw(proxy.address.port),
    async rewrite(further) {
      further(document.spec);
      await writeFile(configFile, yaml(document));
    },
    stop: () => stop.abort(),
  };
}

/** A call about a namespace, with a message that holds its name alone. */
export async function callIn(session: ClientHttp2Session, namespace: string, method = 'CountWorkflowExecutions'): Promise<RawAnswer> {
  return await answerOf(openIn(session, namespace, method));
}

export function openIn(session: ClientHttp2Session, namespace: string, method: string) {
  const stream = open(session, { ':path': `${service}/${method}`, authorization: `Bearer ${tokenOfAda}` });
  const name = Buffer.from(namespace);
  stream.end(frame(Buffer.concat([Buffer.from([0x0a, name.length]), name])));
  return stream;
}
