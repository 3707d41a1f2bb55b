import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { packPackage } from '../../src/templates/pack.ts';
import type { PackageContents } from '../../src/templates/read-package.ts';
import { packReleases } from '../../src/templates/releases.ts';
import { templateAt, templateIn, templateVersions, type TemplateSource } from '../../src/templates/templates.ts';
import { compareVersions } from '../../src/templates/version.ts';
import { manifestText, packageContents } from '../support/template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const own = fileURLToPath(new URL('../../templates', import.meta.url));
const live = readdirSync(own).filter((name) => name !== 'released');

test.each(live)('the live template %s is released, or newer than its releases', async (name) => {
  const template = await templateIn(own, name, { files: nodeFiles, bytes: nodeBytes });
  const archives = readdirSync(join(own, 'released', name));
  const released = archives.map((file) => file.replace('.json.gz', ''));
  expect(released.length).toBeGreaterThan(0);
  const version = template?.version ?? '';
  const newest = released.toSorted(compareVersions).at(-1) ?? '';
  expect(compareVersions(version, newest), `${version} is older than the release ${newest}`).toBeGreaterThanOrEqual(0);
  if (!released.includes(version)) return;
  const source = { files: nodeFiles, bytes: nodeBytes, folders: [await releasesAlone(name)] };
  const kept = await templateAt(name, version, source);
  expect(kept?.digest, `${name} ${version} is released and has changed since: raise its version`).toBe(template?.digest);
});

async function releasesAlone(name: string): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'released', name), { recursive: true });
  for (const file of readdirSync(join(own, 'released', name))) {
    await writeFile(join(folder, 'released', name, file), readFileSync(join(own, 'released', name, file)));
  }
  return folder;
}

function versionOf(version: string, files: Record<string, string | Uint8Array>): PackageContents {
  const manifest = manifestText('sample').replace('1.0.0', version);
  return new Map([...packageContents(files), ['template.yaml', new TextEncoder().encode(manifest)]]);
}

const old = versionOf('1.9.0', { 'README.md': 'old', logo: new Uint8Array([0, 255]) });
const recent = versionOf('1.10.0', { 'README.md': 'recent', logo: new Uint8Array([0, 255]) });

async function sourceOf(tree: Record<string, Uint8Array>): Promise<TemplateSource> {
  return { files: nodeFiles, bytes: nodeBytes, folders: [await temporaryFolder(tree)] };
}

test.each([
  {
    title: 'one archive per version',
    tree: {
      'released/sample/1.9.0.json.gz': packPackage(old, nodeBytes),
      'released/sample/1.10.0.json.gz': packPackage(recent, nodeBytes),
    },
  },
  {
    title: 'one file of all versions',
    tree: {
      'released/sample.json.gz': packReleases(
        new Map([
          ['1.10.0', recent],
          ['1.9.0', old],
        ]),
        nodeBytes,
      ),
    },
  },
])('any release is found in $title, and is what was released', async ({ tree }) => {
  const source = await sourceOf(tree);
  expect(await templateVersions('sample', source)).toEqual(['1.9.0', '1.10.0']);
  const found = await templateAt('sample', '1.9.0', source);
  expect(found?.version).toBe('1.9.0');
  expect(found?.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('latin1')])).toEqual([
    ['README.md', 'old'],
    ['logo', '\0\u00FF'],
  ]);
  expect(await templateAt('sample', '2.0.0', source)).toBeUndefined();
});

test('a live template counts as its version', async () => {
  const unpacked = Object.fromEntries([...recent].map(([path, bytes]) => [`sample/${path}`, bytes]));
  const source = await sourceOf({ ...unpacked, 'released/sample/1.9.0.json.gz': packPackage(old, nodeBytes) });
  expect(await templateVersions('sample', source)).toEqual(['1.9.0', '1.10.0']);
  expect((await templateAt('sample', '1.10.0', source))?.version).toBe('1.10.0');
});

test('packing releases gives the same bytes whatever order they come in, and keeps a shared content once', () => {
  const ab = packReleases(
    new Map([
      ['1.9.0', old],
      ['1.10.0', recent],
    ]),
    nodeBytes,
  );
  const ba = packReleases(
    new Map([
      ['1.10.0', recent],
      ['1.9.0', old],
    ]),
    nodeBytes,
  );
  expect(ba).toEqual(ab);
  const { contents } = JSON.parse(new TextDecoder().decode(nodeBytes.gunzip(ab, 1e6))) as { contents: unknown[] };
  expect(contents).toHaveLength(5);
});

test('a file of releases that is none is refused', async () => {
  const source = await sourceOf({ 'released/sample.json.gz': new TextEncoder().encode('x') });
  await expect(templateVersions('sample', source)).rejects.toMatchObject({ code: 'TEMPLATE_INVALID' });
});
