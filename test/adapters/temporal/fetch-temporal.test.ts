import { mkdir, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { findTemporal } from '../../../src/adapters/temporal/find-temporal.ts';
import { failureOf } from '../../support/failure.ts';
import { armBinary, cachedPath, machine, program, scene } from './finder-scene.ts';
import { archive, digestOf, releaseArchive, serve, serveRelease, version, workingScript } from './release-server.ts';

test('a missing binary is fetched, proved, kept and found again without the network', async () => {
  const bytes = await releaseArchive();
  const asked: string[] = [];
  const { find, cacheHome, said, statuses, kept } = await scene({ baseUrl: await serveRelease(bytes, asked) });
  expect(await find()).toEqual({ path: join(cacheHome, cachedPath), version, server: '1.2.3', from: 'download' });
  expect(await kept()).toEqual([cachedPath]);
  expect(said).toEqual([
    expect.stringMatching(/^Temporal is not installed: fetching http:.*\/v9\.9\.9\/temporal_cli_9\.9\.9_linux_amd64\.tar\.gz$/),
  ]);
  expect(statuses).toContain('unpacking temporal');
  expect(statuses.some((text) => /^downloading temporal 9\.9\.9: 0\.0 of 0\.0 MB$/.test(text))).toBe(true);
  expect(statuses.at(-1)).toBe('');
  expect(asked).toHaveLength(2);

  expect(await find()).toMatchObject({ from: 'cache' });
  expect(asked).toHaveLength(2);
});

test('a pinned digest is the one that counts, whatever the server lists', async () => {
  const bytes = await releaseArchive();
  const asked: string[] = [];
  const { find } = await scene({ baseUrl: await serveRelease(bytes, asked), digests: { [archive]: digestOf(bytes) } });
  expect(await find()).toMatchObject({ from: 'download' });
  expect(asked).toEqual([`/releases/v${version}/${archive}`]);
});

test('a wrong checksum ends it, keeps nothing and does not build instead', async () => {
  const bytes = await releaseArchive();
  const go = await program('go', '#!/bin/sh\necho should never run >&2\nexit 1\n');
  const { find, kept } = await scene({
    baseUrl: await serveRelease(bytes),
    digests: { [archive]: 'a'.repeat(64) },
    env: { PATH: join(go, '..') },
  });
  const text = await failureOf(find());
  expect(text).toContain(`is not what was published: its SHA-256 is ${digestOf(bytes)}, expected ${'a'.repeat(64)}`);
  expect(text).toContain('Nothing was kept.');
  expect(await kept()).toEqual([]);
});

const bodies: { title: string; reason: RegExp; listener: (bytes: Buffer) => Parameters<typeof serve>[0] }[] = [
  {
    title: 'a server that has no such release',
    reason: /checksums\.txt: HTTP 404/,
    listener: () => (_request, response) => response.writeHead(404).end(),
  },
  {
    title: 'an archive that breaks off',
    reason: /linux_amd64\.tar\.gz: (other side closed|terminated|socket hang up|it ended after)/,
    listener: (bytes) => (request, response) => {
      if (request.url?.endsWith('checksums.txt') === true) return response.end(`${digestOf(bytes)}  ${archive}\n`);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
      return response;
    },
  },
  {
    title: 'a server that hangs in the middle of the archive',
    reason: /linux_amd64\.tar\.gz: no answer for 0\.5 s/,
    listener: (bytes) => (request, response) => {
      if (request.url?.endsWith('checksums.txt') === true) return response.end(`${digestOf(bytes)}  ${archive}\n`);
      response.writeHead(200, { 'content-length': bytes.length });
      return response.write(bytes.subarray(0, 10));
    },
  },
  { title: 'a server that never answers', reason: /checksums\.txt: no answer for 0\.5 s/, listener: () => () => undefined },
  {
    title: 'a checksum list without the archive',
    reason: /checksums\.txt has no checksum of temporal_cli_9\.9\.9_linux_amd64\.tar\.gz/,
    listener: () => (_request, response) => response.end(`${'0'.repeat(64)}  other.tar.gz\n`),
  },
];

test.each(bodies)('$title is told with what else was tried, and nothing is kept', async ({ reason, listener }) => {
  const { find, kept } = await scene({ baseUrl: await serve(listener(await releaseArchive())) });
  const text = await failureOf(find());
  expect(text).toMatch(reason);
  expect(text).toMatch(/^error TEMPORAL_NOT_FOUND {2}there is no Temporal CLI on this machine and none could be fetched\n/);
  expect(text).toContain('$TEMPORAL_CLI: not set');
  expect(text).toContain('PATH: no temporal on it');
  expect(text).toContain('go install: no go on PATH');
  expect(text).toContain('go install github.com/temporalio/cli/cmd/temporal@v9.9.9');
  expect(await kept()).toEqual([]);
});

test('with Go on PATH an unreachable download is built instead, into the cache', async () => {
  const go = await program('go', `#!/bin/sh\necho "$@" >&2\ncat > "$GOBIN/temporal" <<'END'\n${workingScript}END\n`);
  const { find, cacheHome, said } = await scene({ env: { PATH: `${join(go, '..')}:/bin:/usr/bin` } });
  expect(await find()).toEqual({ path: join(cacheHome, cachedPath), version, server: '1.2.3', from: 'go install' });
  expect(said.at(-1)).toContain('instead; it takes minutes the first time');
});

test('a build that fails is told in the words of its last line', async () => {
  const go = await program('go', '#!/bin/sh\necho first >&2\necho "module not found" >&2\nexit 1\n');
  const { find, kept } = await scene({ env: { PATH: join(go, '..') } });
  expect(await failureOf(find())).toContain('go install: module not found');
  expect(await kept()).toEqual([]);
});

test('a machine no release is made for is told so', async () => {
  const { find } = await scene({ over: { machine: { os: 'linux', cpu: 'mips' } } });
  expect(await failureOf(find())).toContain('download: no release is made for linux mips');
});

test('a release archive with a binary for another CPU is unusable', async () => {
  const { find } = await scene({ baseUrl: await serveRelease(await releaseArchive(armBinary())) });
  expect(await failureOf(find())).toMatch(/error TEMPORAL_UNUSABLE .*, by download: it was built for linux arm64/);
});

test('a broken binary in the cache is fetched again', async () => {
  const { find } = await scene({ cache: { [cachedPath]: 'half a binary' }, baseUrl: await serveRelease(await releaseArchive()) });
  expect(await find()).toMatchObject({ from: 'download' });
});

test('two processes that fetch at once both get a whole binary', async () => {
  const baseUrl = await serveRelease(await releaseArchive());
  const { find, kept } = await scene({ baseUrl });
  const found = await Promise.all([find(), find(), find()]);
  expect(found.every(({ version: got }) => got === version)).toBe(true);
  expect(await kept()).toEqual([cachedPath]);
});

test('an interrupt in the middle of the download leaves nothing', async () => {
  const interrupt = new AbortController();
  const bytes = await releaseArchive();
  const baseUrl = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 20), () => setTimeout(() => interrupt.abort(), 50));
  });
  const { find, kept } = await scene({
    baseUrl,
    digests: { [archive]: digestOf(bytes) },
    over: { signal: interrupt.signal, patience: 10_000 },
  });
  expect(await failureOf(find())).toMatch(/^error INTERRUPTED/);
  expect(await kept()).toEqual([]);
});

test('what a killed run left is swept after an hour', async () => {
  const { find, cacheHome, kept } = await scene({ baseUrl: await serveRelease(await releaseArchive()) });
  const folder = join(cacheHome, cachedPath, '..');
  for (const name of ['.partial-old', '.partial-young']) await mkdir(join(folder, name), { recursive: true });
  await utimes(join(folder, '.partial-old'), 0, 0);
  await find();
  expect((await readdir(folder)).toSorted()).toEqual(['.partial-young', 'temporal']);
  expect(await kept()).toEqual([cachedPath]);
});

test('a cache that cannot be written names the folder and the way out', async () => {
  const { find } = await scene({
    cache: { 'managed-temporal': 'a file, not a folder' },
    baseUrl: await serveRelease(await releaseArchive()),
  });
  const text = await failureOf(find());
  expect(text).toMatch(/^error WRITE_FAILED/);
  expect(text).toContain('Point XDG_CACHE_HOME at a folder');
});

test('a mirror is named by a variable and must serve the published bytes', async () => {
  const bytes = await releaseArchive();
  const asked: string[] = [];
  const baseUrl = await serve((request, response) => {
    asked.push(request.url ?? '');
    response.end(bytes);
  });
  const { cacheHome } = await scene();
  const text = await failureOf(
    findTemporal({
      env: { XDG_CACHE_HOME: cacheHome, PATH: '', TEMPORAL_CLI_DOWNLOAD_URL: `${baseUrl}/` },
      processes: nodeProcesses,
      terminal: { talk: () => undefined, status: () => undefined },
      signal: new AbortController().signal,
      machine,
    }),
  );
  expect(asked).toEqual(['/releases/v1.5.1/temporal_cli_1.5.1_linux_amd64.tar.gz']);
  expect(text).toContain('is not what was published');
});
