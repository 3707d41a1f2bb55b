import { readFileSync } from 'node:fs';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import { listen } from '../../../src/proxy/transport/listener.ts';
import type { Headers, ServerCall } from '../../../src/proxy/transport/transport.ts';
import { createUpstream } from '../../../src/proxy/transport/upstream.ts';

/** The transport alone, no rewriting: what the proxy pays before it does anything. `pass-through <upstream> [listen port]` */
const budget = createBudget(512 * 1024 * 1024);
const upstream = createUpstream({ addresses: [process.argv[2]!], credentials: {}, budget });
const dropped = new Set([
  ':method',
  ':path',
  ':scheme',
  ':authority',
  'te',
  'content-type',
  'grpc-timeout',
  'grpc-accept-encoding',
  'grpc-encoding',
]);

const { BENCH_CERTIFICATE: certificate, BENCH_KEY: key } = process.env;
const tls =
  certificate === undefined || key === undefined ? {} : { tls: { certificate: readFileSync(certificate), key: readFileSync(key) } };
const listener = await listen({
  ...tls,
  address: { host: '127.0.0.1', port: Number(process.argv[3] ?? 0) },
  budget,
  onCall: pass,
});
process.stdout.write(`${listener.address.host}:${listener.address.port}\n`);
process.once('SIGTERM', () => void Promise.all([listener.close(0), upstream.close()]).then(() => process.exit(0)));

function pass(call: ServerCall): void {
  call.takeMessage((taken) => {
    if (taken.kind === 'rejected') {
      call.respond({ status: taken.status, statusMessage: taken.message });
      return;
    }
    const request = { path: call.path, metadata: metadataOf(call.headers), message: taken.bytes, deadline: call.deadline };
    const running = upstream.call(request, (outcome) => {
      if (outcome.kind === 'reset') call.reset(outcome.code);
      else if (outcome.kind === 'rejected') call.respond({ status: outcome.status, statusMessage: outcome.message });
      else {
        const { headers, message, status, statusMessage, trailers } = outcome;
        call.respond({ headers, status, trailers, ...(message && { message }), ...(statusMessage !== undefined && { statusMessage }) });
      }
    });
    call.onGone = () => running.cancel();
  });
}

function metadataOf(headers: Headers): Headers {
  const metadata: Record<string, string | string[] | undefined> = {};
  for (const name in headers) if (!dropped.has(name)) metadata[name] = headers[name];
  return metadata;
}
