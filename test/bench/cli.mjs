import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copierBinary, copierTemplate, filesBelow } from './copier.mjs';
import { cpuSeconds, medians, report } from './measure.mjs';

const work = mkdtempSync(join(tmpdir(), 'bench-cli-'));
const quick = process.argv.includes('--quick');
const results = [];

try {
  const tarball = pack('.');
  const binary = join(install(tarball), 'gen-temporal-managed-worker');
  const parts = {
    size: () => size(tarball),
    start: () => startUp(binary),
    new: () => newWorker(binary),
    install: () => coldInstall(tarball),
  };
  const chosen = process.argv.slice(2).filter((name) => name in parts);
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) parts[name]();
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = results.every(Boolean) ? 0 : 1;

function size(tarball) {
  const megabytes = statSync(tarball).size / 1_000_000;
  results.push(report('packed tarball', { value: megabytes, bar: 2.5, unit: 'MB' }));
}

function startUp(binary) {
  const floor = [process.execPath, '-e', '0'];
  const found = medians(
    {
      floor: () => cpuSeconds(floor),
      version: () => cpuSeconds([binary, '--version']),
      help: () => cpuSeconds([binary, '--help']),
    },
    quick ? 11 : 41,
  );
  results.push(report('--version against `node -e 0`', { value: found.version, base: found.floor, bar: 1.2 }));
  results.push(report('--help against `node -e 0`', { value: found.help, base: found.floor, bar: 1.35 }));
}

function newWorker(binary) {
  const copier = copierBinary();
  const flags = ['--yes', '--no-install', '--no-git', '--name', 'bench', '--owner', 'team-bench'];
  for (const language of ['typescript', 'python']) {
    const create = (name) => [binary, 'new', join(work, name), ...flags, '--language', language];
    cpuSeconds(create(`sample-${language}`));
    const template = join(work, `template-${language}`);
    const rendered = filesBelow(`templates/worker-${language}/files`).filter((file) => file.endsWith('.hbs')).length;
    const files = copierTemplate(template, join(work, `sample-${language}`), rendered);
    const found = medians(
      {
        ours: (round) => cpuSeconds(create(`ours-${language}-${round}`)),
        copier: (round) => cpuSeconds([copier, 'copy', '--defaults', '--quiet', template, join(work, `copier-${language}-${round}`)]),
      },
      quick ? 3 : 7,
    );
    results.push(report(`new, ${language}, ${files} files, against copier`, { value: found.ours, base: found.copier, bar: 0.25 }));
  }
}

/** Both from a local tarball, into an empty folder, with an empty npm cache. */
function coldInstall(tarball) {
  const rival = fetchPackage('create-next-app@latest');
  const cold = (what, round) => {
    const folder = join(work, `cold-${round}-${what === rival ? 'rival' : 'ours'}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const env = { npm_config_cache: join(folder, '.cache'), npm_config_update_notifier: 'false' };
    return cpuSeconds(['npm', 'install', '--no-audit', '--no-fund', what], { cwd: folder, env });
  };
  const found = medians({ ours: (round) => cold(tarball, round), rival: (round) => cold(rival, round) }, quick ? 3 : 9);
  results.push(report('cold npm install against create-next-app', { value: found.ours, base: found.rival, bar: 1 }));
}

function pack(folder) {
  const { filename } = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], { cwd: folder, encoding: 'utf8' }),
  )[0];
  return join(work, filename);
}

function fetchPackage(name) {
  const stdout = execFileSync('npm', ['pack', name, '--json', '--pack-destination', work], { encoding: 'utf8' });
  return join(work, JSON.parse(stdout)[0].filename);
}

function install(tarball) {
  const folder = join(work, 'installed');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: folder, stdio: 'ignore' });
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'node_modules/gen-temporal-managed-worker/package.json'), 'utf8'));
  const packages = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  if (Object.keys(dependencies).length > 0 || packages.length > 1)
    throw new Error(`it brings other packages along: ${packages.join(', ')}`);
  return join(folder, 'node_modules/.bin');
}
