import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const version = '9.19.1';

/** Path of copier, installed once into a virtual environment in the cache folder. */
export function copierBinary() {
  const venv = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'managed-temporal/tools', `copier-${version}`);
  const binary = join(venv, 'bin/copier');
  if (existsSync(binary)) return binary;
  execFileSync('python3', ['-m', 'venv', venv]);
  execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', `copier==${version}`]);
  return binary;
}

/** A copier template that gives as many files, of the same sizes, `rendered` of them through its template engine. */
export function copierTemplate(folder, generated, rendered) {
  cpSync(generated, join(folder, 'project'), { recursive: true });
  const files = filesBelow(join(folder, 'project')).toSorted();
  let left = rendered;
  for (const file of files) {
    if (left === 0) break;
    if (hasJinja(file)) continue;
    renameSync(file, `${file}.jinja`);
    left -= 1;
  }
  mkdirSync(folder, { recursive: true });
  const questions = { name: 'bench', owner: 'team-bench', tier: 2, namespace: 'bench', retention: '14d' };
  const asked = Object.entries(questions).map(
    ([name, value]) => `${name}: { type: ${typeof value === 'number' ? 'int' : 'str'}, default: ${value} }`,
  );
  writeFileSync(join(folder, 'copier.yml'), `${['_subdirectory: project', ...asked].join('\n')}\n`);
  commit(folder);
  return files.length;
}

/** A later version of a template from `copierTemplate`, with something more in one file. */
export function releaseCopierTemplate(folder, tag, { file, added }) {
  appendFileSync(join(folder, file), added);
  release(folder, tag);
}

/** A template that projects are to be updated from later has to be a tagged git repository; ours can be updated from, too. */
function commit(folder) {
  gitIn(folder, 'init', '--quiet');
  release(folder, '1.0.0');
}

function release(folder, tag) {
  gitIn(folder, 'add', '--all', '--force');
  gitIn(folder, 'commit', '--quiet', '--message', 'template');
  gitIn(folder, 'tag', tag);
}

function gitIn(folder, ...args) {
  execFileSync('git', ['-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args]);
}

/** Files that the engine would trip over are copied instead. */
function hasJinja(file) {
  return /\.(gz|lock)$|\.github\//.test(file);
}

export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
