import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * CPU seconds (user and system, children included) of one run of a command, as bash's `times` has them.
 * Wall time says more about what else the machine does than about the command.
 */
export function cpuSeconds([command, ...args], options = {}) {
  const script = '"$@" >/dev/null 2>"$BENCH_STDERR" </dev/null || { cat "$BENCH_STDERR" >&2; exit 1; }; times';
  const kept = join(tmpdir(), `bench-${process.pid}.stderr`);
  try {
    const stdout = execFileSync('bash', ['-c', script, 'bench', command, ...args], {
      ...options,
      encoding: 'utf8',
      env: { ...process.env, ...options.env, BENCH_STDERR: kept },
    });
    const [user, system] = stdout.trim().split('\n').at(-1).split(' ').map(seconds);
    return user + system;
  } finally {
    rmSync(kept, { force: true });
  }
}

function seconds(text) {
  const [minutes, rest] = text.split('m');
  return Number(minutes) * 60 + Number(rest.replace('s', ''));
}

/** Medians of several variants, run in turns so that a busy spell hits all alike; each is a function that gives seconds. */
export function medians(variants, rounds) {
  const runs = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(variants)) runs[name].push(run(round));
  }
  return Object.fromEntries(Object.entries(runs).map(([name, values]) => [name, medianOf(values)]));
}

export function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** One line: what was measured, against what, the ratio, the bar and whether it is kept. */
export function report(title, { value, base = 1, bar, unit = 's', digits = 3 }) {
  const ratio = value / base;
  const figures =
    base === 1 ? `${value.toFixed(digits)} ${unit}` : `${value.toFixed(digits)} / ${base.toFixed(digits)} ${unit} = x${ratio.toFixed(2)}`;
  const isKept = ratio <= bar;
  console.log(`${isKept ? 'PASS' : 'MISS'}  ${title}: ${figures} (bar ${base === 1 ? `${bar} ${unit}` : `x${bar}`})`);
  return isKept;
}
