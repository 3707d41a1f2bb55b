import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureOf } from '../../support/failure.ts';
import { armBinary, program, scene } from './finder-scene.ts';
import { version, workingScript } from './release-server.ts';

test('TEMPORAL_CLI comes before PATH', async () => {
  const mine = await program('temporal', workingScript.replace(version, '1.1.1'));
  const other = await program('temporal', workingScript);
  const { find } = await scene({ env: { TEMPORAL_CLI: mine, PATH: join(other, '..') } });
  expect(await find()).toEqual({ path: mine, version: '1.1.1', server: '1.2.3', from: 'TEMPORAL_CLI' });
});

test('PATH comes before the cache, and a file that may not be executed is passed over as a shell does', async () => {
  const locked = await program('temporal', workingScript, 0o644);
  const onPath = await program('temporal', workingScript);
  const { find } = await scene({ env: { PATH: `${join(locked, '..')}:${join(onPath, '..')}` } });
  expect(await find()).toEqual({ path: onPath, version, server: '1.2.3', from: 'PATH' });
});

test.each([
  { title: 'built for another CPU', content: armBinary(), mode: 0o755, says: 'it was built for linux arm64 and this machine is linux x64' },
  { title: 'not executable', content: workingScript, mode: 0o644, says: 'it may not be executed' },
  {
    title: 'another program',
    content: '#!/bin/sh\necho time machine 3\n',
    mode: 0o755,
    says: 'it is not the Temporal CLI: time machine 3',
  },
  { title: 'broken', content: '#!/bin/sh\necho no libc >&2\nexit 127\n', mode: 0o755, says: '`--version` exits 127: no libc' },
  { title: 'bound to a missing interpreter', content: '#!/no/such/interpreter\n', mode: 0o755, says: 'it cannot be started (ENOENT)' },
])('a TEMPORAL_CLI that is $title is unusable and says why', async ({ content, mode, says }) => {
  const path = await program('temporal', content, mode);
  const { find } = await scene({ env: { TEMPORAL_CLI: path } });
  const text = await failureOf(find());
  expect(text).toMatch(new RegExp(`^error TEMPORAL_UNUSABLE {2}TEMPORAL_CLI names ${path}: `));
  expect(text).toContain(says);
});

test('a TEMPORAL_CLI that is not there is named, and nothing else is tried', async () => {
  const { find } = await scene({ env: { TEMPORAL_CLI: '/no/such/temporal' } });
  expect(await failureOf(find())).toBe(
    'error TEMPORAL_NOT_FOUND  TEMPORAL_CLI names /no/such/temporal, and there is no such file\n' +
      '  Name a Temporal CLI for this machine in TEMPORAL_CLI, or unset it. Nothing was written.',
  );
});

test('a binary for another CPU on PATH is unusable', async () => {
  const path = await program('temporal', armBinary());
  const { find } = await scene({ env: { PATH: join(path, '..') } });
  expect(await failureOf(find())).toContain(`error TEMPORAL_UNUSABLE  PATH leads to ${path}: it was built for linux arm64`);
});
