// What sealing and opening one payload costs, by itself: `node test/bench/proxy-envelope.mjs [bytes of a payload]`
import { randomBytes, randomFillSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { options } from '../../build.config.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bytes = Number(process.argv[2] ?? 1024);
const rounds = 9;
const perRound = 20_000;

const { createKeys, localProvider, SecretBytes } = await loadRoom();
const domain = 'kd-images-production-eu';
const version = {
  domain,
  version: 1,
  keyId: '0123456789abcdef',
  provider: 'local',
  created: 0,
  activateAt: 0,
  retired: undefined,
  material: new SecretBytes(randomBytes(32)),
  reference: undefined,
};
const ring = { deployment: 'acme', domains: new Map([[domain, { id: domain, rotateEvery: undefined, versions: [version] }]]) };
const random = (buffer) => void randomFillSync(buffer);
const newKeys = () => createKeys({ deployment: 'acme', flows: [], ring, providers: [localProvider('local', random)] }).domain(domain);

const keys = newKeys();
await keys.prepare();
const plain = payload(bytes);
const sealed = keys.seal(plain).payload;
const twenty = await Promise.all(Array.from({ length: 20 }, sealedElsewhere));
for (const each of twenty) await keys.fetch([keys.open(each).key]);

// A server written in Go reads metadata into a map, and writes it in another order each time.
const orders = Array.from({ length: 16 }, () => inAnyOrder(sealed));

console.log(
  `payload of ${bytes} bytes, ${sealed.length - plain.length} more when sealed; µs of CPU each, median of ${rounds} rounds of ${perRound}`,
);
measure('prepare', () => keys.prepare());
measure('seal', () => keys.seal(plain));
measure('seal, already sealed', () => keys.seal(sealed));
measure('open', () => keys.open(sealed));
measure('open, 20 data keys in turn', (index) => keys.open(twenty[index % 20]));
measure('open, as a server has it', (index) => keys.open(orders[index % orders.length]));
measure('open, plain', () => keys.open(plain));

function measure(name, work) {
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (let index = 0; index < perRound; index += 1) work(index);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / perRound;
  }).toSorted((a, b) => a - b);
  console.log(`${name.padEnd(28)} ${times[Math.floor(rounds / 2)].toFixed(2)}`);
}

async function sealedElsewhere() {
  const other = newKeys();
  await other.prepare();
  return other.seal(plain).payload;
}

function inAnyOrder(sealedPayload) {
  const entries = [];
  let at = 0;
  for (; sealedPayload[at] === 0x0a; at += sealedPayload[at + 1] + 2)
    entries.push(sealedPayload.subarray(at, at + sealedPayload[at + 1] + 2));
  const shuffled = entries.map((entry) => ({ entry, rank: Math.random() })).toSorted((a, b) => a.rank - b.rank);
  return Buffer.concat([...shuffled.map(({ entry }) => entry), sealedPayload.subarray(at)]);
}

/** A serialized Payload with `encoding: json/plain` and that much data. */
function payload(size) {
  const key = Buffer.concat([Buffer.from([0x0a, 8]), Buffer.from('encoding')]);
  const value = Buffer.concat([Buffer.from([0x12, 10]), Buffer.from('json/plain')]);
  const entry = Buffer.concat([key, value]);
  const length = [];
  for (let rest = size; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from([0x0a, entry.length]), entry, Buffer.from([0x12, ...length]), randomBytes(size)]);
}

async function loadRoom() {
  const folder = await mkdtemp(join(tmpdir(), 'envelope-'));
  const outfile = join(folder, 'keys.mjs');
  const contents = [
    "export { createKeys } from './src/keys/keys.ts';",
    "export { localProvider } from './src/keys/providers/local.ts';",
    "export { SecretBytes } from './src/keys/secret-bytes.ts';",
  ].join('\n');
  const { entryPoints: _, outdir: __, splitting: ___, ...shared } = options;
  await build({
    ...shared,
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    sourcemap: false,
    external: ['@aws-sdk/client-kms'],
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
