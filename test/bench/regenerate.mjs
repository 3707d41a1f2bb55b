import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTemplatesRoom } from '../../build.config.mjs';
import { copierBinary, copierTemplate, releaseCopierTemplate } from './copier.mjs';
import { cpuSeconds, medians, report } from './measure.mjs';

/**
 * `regenerate` and `status`, one worker against copier and fleets of 100 and 1,000 in one git repository. CPU seconds with
 * every child included; run it on a build (`npm run build`) and a machine that does little else.
 */
const root = join(import.meta.dirname, '../..');
const tool = [process.execPath, join(root, 'dist/main.js')];
const work = mkdtempSync(join(tmpdir(), 'bench-regenerate-'));
const rounds = process.argv.includes('--quick') ? 3 : 7;
const room = await loadTemplatesRoom();
const results = [];

try {
  const later = await laterTemplate();
  const parts = { one: () => oneWorker(later), fleet: () => fleets(later), releases };
  const chosen = process.argv.slice(2).filter((name) => name in parts);
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) await parts[name]();
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = results.every(Boolean) ? 0 : 1;

/** A folder for `--templates` in which one shared file of the TypeScript worker has a line more. */
async function laterTemplate() {
  const contents = new Map(await room.folderContents(join(root, 'templates/worker-typescript'), room.nodeFiles));
  edit(contents, 'template.yaml', (text) => text.replace(/^version: .*$/m, 'version: 99.0.0'));
  edit(contents, 'files/.dockerignore', (text) => `${text}**/reports\n`);
  const folder = join(work, 'later');
  mkdirSync(folder);
  writeFileSync(join(folder, 'worker-typescript.json.gz'), room.packPackage(contents, room.nodeBytes));
  return folder;
}

function edit(contents, path, change) {
  contents.set(path, new TextEncoder().encode(change(new TextDecoder().decode(contents.get(path)))));
}

/** The same files, the same change, each project in a git repository of its own. */
function oneWorker(later) {
  const worker = makeWorker(join(work, 'one'));
  const template = join(work, 'copier-template');
  const generated = `${worker}-generated`;
  cpSync(worker, generated, { recursive: true });
  writeFileSync(join(generated, '{{ _copier_conf.answers_file }}.jinja'), '{{ _copier_answers|to_nice_yaml -}}\n');
  const files = copierTemplate(template, generated, 20) - 1;
  const copier = copierBinary();
  const project = join(work, 'copier-project');
  cpuSeconds([copier, 'copy', '--defaults', '--quiet', template, project]);
  releaseCopierTemplate(template, '1.1.0', { file: 'project/.dockerignore.jinja', added: '**/reports\n' });
  for (const folder of [worker, project]) commit(folder);
  const found = medians(
    {
      ours: (round) => cpuSeconds([...tool, 'regenerate', '--templates', later], { cwd: copyOf(worker, round) }),
      copier: (round) => cpuSeconds([copier, 'update', '--defaults', '--quiet'], { cwd: copyOf(project, round) }),
    },
    rounds,
  );
  results.push(
    report(`one worker of ${files} files, one file changed, against copier update`, { value: found.ours, base: found.copier, bar: 1 / 30 }),
  );
}

function copyOf(folder, round) {
  const copy = `${folder}-${round}`;
  cpSync(folder, copy, { recursive: true });
  return copy;
}

function fleets(later) {
  const hundred = makeFleet(100);
  const thousand = makeFleet(1000);
  const check = (cwd) => cpuSeconds([...tool, 'regenerate', '--all', '--dry-run'], { cwd });
  const change = (cwd) => {
    const seconds = cpuSeconds([...tool, 'regenerate', '--all', '--templates', later], { cwd });
    git(cwd, 'checkout', '--quiet', '.');
    git(cwd, 'clean', '-fdq');
    return seconds;
  };
  const found = medians(
    {
      check: () => check(hundred),
      status: () => cpuSeconds([...tool, 'status', '--all', '--check'], { cwd: hundred }),
      change: () => change(hundred),
      checkMany: () => check(thousand),
      changeMany: () => change(thousand),
    },
    Math.min(rounds, 3),
  );
  results.push(report('100 workers, nothing to do', { value: found.check, bar: 1 }));
  results.push(report('100 workers, status --check', { value: found.status, bar: 1 }));
  results.push(report('100 workers, one template changed', { value: found.change, bar: 4 }));
  results.push(report('1,000 workers against 100, nothing to do', { value: found.checkMany, base: found.check, bar: 11 }));
  results.push(report('1,000 workers against 100, one template changed', { value: found.changeMany, base: found.change, bar: 11 }));
  const megabytes = peakMegabytes([...tool, 'regenerate', '--all', '--templates', later], thousand);
  results.push(report('1,000 workers, one template changed, peak memory', { value: megabytes, bar: 300, unit: 'MB', digits: 0 }));
}

/** Fifty releases of both worker templates, each with a few lines changed in three files. */
async function releases() {
  let added = 0;
  for (const name of ['worker-typescript', 'worker-python']) {
    const live = await room.folderContents(join(root, 'templates', name), room.nodeFiles);
    const sizeOf = (versions) => room.packReleases(new Map(versions), room.nodeBytes).length;
    const versions = [['1.0.0', live]];
    for (let minor = 1; minor <= 50; minor += 1) versions.push([`1.${minor}.0`, nextRelease(versions.at(-1)[1], minor)]);
    added += sizeOf(versions) - sizeOf(versions.slice(0, 1));
  }
  results.push(report('50 releases of two templates add to the tarball', { value: added / 1000, bar: 300, unit: 'KB', digits: 1 }));
}

function nextRelease(before, minor) {
  const contents = new Map(before);
  const paths = [...contents.keys()]
    .filter((path) => path.startsWith('files/') && !/lock|\.json/.test(path))
    .toSorted((a, b) => (a < b ? -1 : 1));
  for (let turn = 0; turn < 3; turn += 1) {
    const path = paths[(minor * 17 + turn * 29) % paths.length];
    edit(contents, path, (text) => {
      const lines = text.split('\n');
      lines.splice(
        (minor * 13 + turn * 7) % lines.length,
        1,
        `# ${room.nodeBytes.sha256(new TextEncoder().encode(`${minor} ${turn}`)).slice(7, 47)}`,
      );
      return lines.join('\n');
    });
  }
  edit(contents, 'template.yaml', (text) => text.replace(/^version: .*$/m, `version: 1.${minor}.0`));
  return contents;
}

function makeFleet(size) {
  const folder = join(work, `fleet-${size}`);
  const first = makeWorker(join(folder, 'w0000'));
  for (let index = 1; index < size; index += 1) cpSync(first, join(folder, `w${String(index).padStart(4, '0')}`), { recursive: true });
  commit(folder);
  return folder;
}

function makeWorker(folder) {
  const answers = ['--name', 'bench', '--owner', 'team-bench', '--language', 'typescript'];
  cpuSeconds([...tool, 'new', folder, '--yes', '--no-install', '--no-git', ...answers]);
  return folder;
}

function commit(folder) {
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all', '--force');
  git(folder, 'commit', '--quiet', '--message', 'bench');
}

function git(cwd, ...args) {
  execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The largest resident set of the command or of one of its children. */
function peakMegabytes(command, cwd) {
  const script =
    'import resource,subprocess,sys; subprocess.run(sys.argv[1:],check=True,stdout=-3,stderr=-3); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)';
  return Number(execFileSync('python3', ['-c', script, ...command], { cwd, encoding: 'utf8' })) / 1000;
}
