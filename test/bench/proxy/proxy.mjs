import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { medianOf } from '../measure.mjs';
import { buildGo, targets } from './set-up.mjs';
import { flagsOf, load, memoryOf, seed, start } from './targets.mjs';

/**
 * The proxy against a thin grpc-go hop, side by side: CPU per call, latency, memory. Without a word it runs `closed` and
 * `paced`; others are `tls`, `flat`, `pollers`. `--targets=thinhop,proxy`, `--quick`. `everything` and `people` are the proxy with a policy of
 * 500 roles and 700 namespaces, limits, audit, revocations and the codec endpoint, called by a service or a person. Keeps no file.
 */
const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const rounds = isQuick ? 3 : 7;
const chosen = (words.find((word) => word.startsWith('--targets='))?.slice(10) ?? 'thinhop,transport,proxy,everything,people').split(',');
const bars = { Describe: 2.4, Start: 2.9, History: 3.6 };
const barsOfEverything = { Describe: 2.5, Start: 3, History: 3.7 };
const costsMore = { everything: barsOfEverything, people: barsOfEverything };
const judged = new Set(['proxy', ...Object.keys(costsMore)]);
const latencyBar = 2;
const results = [];
const modes = { closed: () => closed(false), tls: () => closed(true), paced, flat, pollers };

const work = mkdtempSync(join(tmpdir(), 'bench-proxy-'));
try {
  const binary = buildGo(work);
  const named = words.filter((word) => word in modes);
  for (const mode of named.length > 0 ? named : ['closed', 'paced']) {
    console.log(`\n${mode}`);
    await withTargets({ binary, tls: mode === 'tls' }, modes[mode]);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = results.every(Boolean) ? 0 : 1;
process.exit();

async function withTargets({ binary, tls }, mode) {
  const upstream = await start(binary, ['upstream']);
  const running = [];
  for (const name of chosen) {
    const target = await targets[name]({ binary, work, upstream, tls });
    if (target === undefined) console.log(`      ${name} is not built: npm run build`);
    else
      running.push(
        Object.assign(target, { name, client: { ...target.client, ...(tls && { authorities: join(work, 'certificate.pem') }) } }),
      );
  }
  Object.assign(withTargets, { binary, upstream, running });
  await mode();
  for (const { stop } of [upstream, ...running]) stop();
}

/** 16 callers over 4 connections, each calling again as soon as it is answered. */
function closed(isTls) {
  const calls = isQuick ? 5000 : 15_000;
  compare({ flags: () => ({ calls }), judge: isTls ? undefined : 'cpu' });
}

/** As many calls a second as a mid-sized fleet makes, so that little can be done together. */
function paced() {
  const duration = isQuick ? '5s' : '15s';
  compare({ flags: (method) => ({ rate: method === 'History' ? 60 : 200, duration }), judge: 'p99' });
}

function compare({ flags, judge }) {
  const { binary, running } = withTargets;
  for (const method of Object.keys(bars)) {
    const found = new Map(running.map((target) => [target.name, []]));
    const runOnce = (target) => {
      if (method === 'History') seed(binary, target);
      found.get(target.name).push(load(binary, target, { method, ...flags(method) }));
    };
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) running.forEach(runOnce);
    for (const runs of found.values()) runs.shift();
    for (const target of running) print({ method, name: target.name, found, judge });
  }
}

function print({ method, name, found, judge }) {
  const median = (of, field) => medianOf(found.get(of).map((one) => one[field]));
  const ratio = (field) => median(name, field) / median(found.has('thinhop') ? 'thinhop' : name, field);
  const bar = barOf(name, method, judge);
  const errors = found.get(name).reduce((sum, one) => sum + one.errors, 0);
  const isJudged = judged.has(name) && judge !== undefined;
  const isKept = errors === 0 && (!isJudged || ratio(judge) <= bar);
  if (isJudged) results.push(isKept);
  const verdict = !isJudged ? '    ' : isKept ? 'PASS' : 'MISS';
  const figures = [
    `CPU ${median(name, 'cpu').toFixed(4)} ms x${ratio('cpu').toFixed(2)}`,
    `p50 ${median(name, 'p50').toFixed(2)} ms`,
    `p99 ${median(name, 'p99').toFixed(2)} ms x${ratio('p99').toFixed(2)}`,
    `${Math.round(median(name, 'rate'))}/s`,
    `${errors} errors`,
    ...moreThanGrants(name, median),
  ];
  console.log(`${verdict}  ${method.padEnd(8)}  ${name.padEnd(10)}  ${figures.join('  ')}${isJudged ? `  (bar x${bar} ${judge})` : ''}`);
}

function barOf(name, method, judge) {
  return judge === 'cpu' ? (costsMore[name] ?? bars)[method] : latencyBar;
}

/** What the rest of the proxy costs a call, where both run. */
function moreThanGrants(name, median) {
  if (!(name in costsMore) || !chosen.includes('proxy')) return [];
  return [`${((median(name, 'cpu') - median('proxy', 'cpu')) * 1_000).toFixed(0)} us more than with grants alone`];
}

/** 500,000 calls in ten parts; memory after each. Flat: the last three are within 15 % of the three after the warm-up. */
function flat() {
  const { binary, running } = withTargets;
  const calls = isQuick ? 10_000 : 50_000;
  for (const target of running.filter(({ name }) => name !== 'thinhop')) {
    const sizes = [];
    for (let part = 0; part < 10; part += 1) {
      load(binary, target, { method: 'Start', calls });
      sizes.push(memoryOf(target.pid));
    }
    const growth = medianOf(sizes.slice(-3)) / medianOf(sizes.slice(1, 4));
    results.push(growth <= 1.15);
    console.log(
      `${growth <= 1.15 ? 'PASS' : 'MISS'}  ${target.name}: MB after each ${calls} calls: ${sizes.map((size) => size.toFixed(0)).join(' ')}`,
    );
  }
}

/** 10,000 polls that wait, over 100 and over 10,000 connections. Each needs a process that has done nothing before. */
async function pollers() {
  const { binary, running } = withTargets;
  for (const [connections, bar] of [
    [100, 300],
    [10_000, 550],
  ]) {
    for (const target of running) {
      const before = memoryOf(target.pid);
      const megabytes = await holdPolls({ binary, target, connections });
      const isJudged = target.name === 'proxy';
      if (isJudged) results.push(megabytes <= bar);
      const verdict = !isJudged ? '    ' : megabytes <= bar ? 'PASS' : 'MISS';
      console.log(
        `${verdict}  10000 polls over ${connections} connections, ${target.name}: ${before.toFixed(0)} -> ${megabytes.toFixed(0)} MB (bar ${bar})`,
      );
    }
  }
}

async function holdPolls({ binary, target, connections }) {
  const { upstream } = withTargets;
  const flags = flagsOf(target, { method: 'Poll', pollers: 10_000, connections });
  const client = spawn(binary, ['client', ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(client.stdout);
  lines.on('line', (line) => {
    if (line !== 'sent' && !line.startsWith('0 ')) console.log(`      ${target.name}: polls that failed, and one reason: ${line}`);
  });
  await pollsReach(upstream, 10_000);
  await new Promise((resolve) => void setTimeout(resolve, 10_000));
  const megabytes = memoryOf(target.pid);
  client.stdin.end();
  await new Promise((resolve) => void client.once('exit', resolve));
  await pollsReach(upstream, 0);
  return megabytes;
}

async function pollsReach(upstream, wanted) {
  for (let tries = 0; tries < 240; tries += 1) {
    upstream.write('\n');
    if (Number(await upstream.nextLine()) === wanted) return;
    await new Promise((resolve) => void setTimeout(resolve, 500));
  }
  throw new Error(`the upstream never held ${wanted} polls`);
}
