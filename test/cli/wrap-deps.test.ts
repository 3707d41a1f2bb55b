import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wrapDeps } from '../../src/cli/wrap-deps.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a `temporal` on PATH that is this tool is passed over, one beside this tool is not', async () => {
  const folder = await temporaryFolder({ 'tool/bin/temporal-wrap.js': '', 'tool/bin-of-mine/temporal': '', 'links/other': '' });
  const at = (path: string) => join(folder, path);
  chmodSync(at('tool/bin/temporal-wrap.js'), 0o755);
  chmodSync(at('tool/bin-of-mine/temporal'), 0o755);
  symlinkSync(at('tool/bin/temporal-wrap.js'), at('links/temporal'));
  const env = { PATH: `${at('links')}:${at('tool/bin-of-mine')}`, HOME: folder };
  const { cli } = wrapDeps({ env, talk: () => undefined, tool: { root: at('tool'), version: '1.0.0' } });
  expect(cli.candidate()).toBe(at('tool/bin-of-mine/temporal'));
});
