import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { options } from '../../build.config.mjs';
import { medians, report } from './measure.mjs';

const work = mkdtempSync(join(tmpdir(), 'bench-merge-'));
const rounds = process.argv.includes('--quick') ? 3 : 11;
const labels = { ours: 'yours (edited)', base: 'worker-typescript 1.0.0', theirs: 'worker-typescript 1.1.0' };

/** CPU seconds of one merge after a warm-up, in this process: starting Node would be most of what a child took. */
function cpu(work_) {
  const before = process.cpuUsage();
  work_();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

const words = ['}', '  }', '', 'return;', '{'];
const repetitive = (lines, salt) => Array.from({ length: lines }, (_, index) => words[(index * 7 + ((index * salt) >> 3)) % words.length]);
const text = (lines) => lines.map((line) => `${line}\n`).join('');

function edited(lines) {
  const base = repetitive(lines, 3);
  const ours = base.map((line, index) => (index % 100 === 50 ? 'mine' : line));
  const theirs = base.filter((_, index) => index % 100 !== 90);
  return { base: text(base), ours: text(ours), theirs: text(theirs), path: 'code.ts', labels };
}

function different(lines) {
  return {
    base: text(repetitive(lines, 3)),
    ours: text(repetitive(lines, 5)),
    theirs: text(repetitive(lines, 11)),
    path: 'code.ts',
    labels,
  };
}

function dependencies(count) {
  const of = (version, extra) =>
    `${JSON.stringify({ name: 'x', dependencies: { ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`package-${index}`, version(index)])), ...extra } }, null, 2)}\n`;
  return {
    base: of(() => '1'),
    ours: of((index) => (index % 7 === 0 ? 'mine' : '1'), { mine: '1' }),
    theirs: of((index) => (index % 7 === 1 ? '2' : '1'), { new: '1' }),
    path: 'package.json',
    labels,
  };
}

try {
  const outfile = join(work, 'merge.mjs');
  const { entryPoints: _, outdir: __, splitting: ___, ...shared } = options;
  await build({
    ...shared,
    stdin: { contents: "export { mergeFile } from './src/regenerate/merge/merge.ts';", resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    sourcemap: false,
  });
  const { mergeFile } = await import(pathToFileURL(outfile).href);
  const inputs = {
    small: edited(3000),
    smallTenfold: edited(30_000),
    all: different(3000),
    json: dependencies(1000),
  };
  const found = medians(
    Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, () => (mergeFile(input), cpu(() => mergeFile(input)))])),
    rounds,
  );
  const results = [
    report('3,000 repetitive lines, 60 edits', { value: found.small, bar: 0.2 }),
    report('3,000 repetitive lines, all different', { value: found.all, bar: 0.2 }),
    report('30,000 lines against 3,000', { value: found.smallTenfold, base: found.small, bar: 20 }),
    report('package.json of 1,000 dependencies, 286 edits', { value: found.json, bar: 0.2 }),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
