import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pagesBelow('docs')];
const notRooms = new Set(['adapters', 'cli', 'domain', 'errors']);
const rooms = readdirSync(join(root, 'src')).filter((name) => !notRooms.has(name));

test.each(rooms)('the room %s has a page that says where to start reading', (room) => {
  expect(read(`docs/rooms/${room}.md`)).toContain('**Start reading at**');
  expect(read('docs/architecture.md')).toContain(`(rooms/${room}.md)`);
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('links to files that are there', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    const missing = targets.filter((target) => !/^https?:/.test(target) && !existsSync(join(root, dirname(page), target)));
    expect(missing).toEqual([]);
  });

  test('names scripts of package.json and source files that are there', () => {
    if (page === 'docs/start.md' || page.startsWith('docs/how-to/')) return;
    const scripts = [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name ?? '');
    expect(scripts.filter((name) => !(name in packageJson.scripts) && !['dev', 'config', 'start-workflow'].includes(name))).toEqual([]);
    const files = [...text.matchAll(/`((?:src|test|bin)\/[\w./-]+\.(?:ts|js|mjs))`/g)].map(([, file]) => file ?? '');
    expect(files.filter((file) => !existsSync(join(root, file)) && !isWorkerFile(file))).toEqual([]);
  });
});

test('every function the architecture names is in the file it names', () => {
  const claims = [...read('docs/architecture.md').matchAll(/((?:`\w+`(?:, | and )?)+) in\s+`(src\/[\w./-]+\.ts)`/g)];
  expect(claims.length).toBeGreaterThan(8);
  const wrong = claims.flatMap(([, names = '', file = '']) =>
    [...names.matchAll(/`(\w+)`/g)]
      .filter(([, name = '']) => !new RegExp(`export (async )?function ${name}\\b`).test(read(file)))
      .map(([name]) => `${name} in ${file}`),
  );
  expect(wrong).toEqual([]);
});

test('every room’s page names functions that its files have', () => {
  const wrong = rooms.flatMap((room) =>
    [...read(`docs/rooms/${room}.md`).matchAll(/`(\w+)` in\s+`(src\/[\w./-]+\.ts)`/g)]
      .filter(([, name = '', file = '']) => !new RegExp(`\\b(function\\*?|const|interface|type|class) ${name}\\b`).test(read(file)))
      .map(([claim]) => `${room}: ${claim}`),
  );
  expect(wrong).toEqual([]);
});

test('README leads to every page of how to do something, and to every page of a reference', () => {
  const readme = read('README.md');
  const missing = [...pagesBelow('docs/how-to'), ...pagesBelow('docs/reference')].filter((page) => !readme.includes(`](${page})`));
  expect(missing).toEqual([]);
});

/** Pages of rooms also speak of files of a generated worker. */
function isWorkerFile(file: string): boolean {
  return ['typescript', 'python'].some((language) => existsSync(join(root, `templates/worker-${language}/files`, file)));
}

function pagesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}

function read(path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
}
