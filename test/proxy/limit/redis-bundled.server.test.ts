import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { expect, test } from 'vitest';
import type { redisScripts } from '../../../src/adapters/redis.ts';
import { projectRoot } from '../../support/packed.ts';
import { startRedis } from '../../support/redis-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const binary = requireTool('redis-server') ?? '';

interface BuildConfig {
  options: BuildOptions;
}

describeWith(['redis-server'], 'as it is in the package', () => {
  test('a Redis is reached', async () => {
    const outdir = await temporaryFolder();
    const { options } = (await import(pathToFileURL(join(projectRoot, 'build.config.mjs')).href)) as BuildConfig;
    await build({ ...options, entryPoints: { redis: 'src/adapters/redis.ts' }, outdir, outExtension: { '.js': '.mjs' } });
    const built = (await import(pathToFileURL(join(outdir, 'redis.mjs')).href)) as { redisScripts: typeof redisScripts };
    const redis = await startRedis(binary);
    const scripts = built.redisScripts({ url: redis.url, timeout: 1_000 });
    try {
      expect(await scripts.run('return ARGV[1]', [{ keys: ['a'], args: ['answered'] }])).toEqual(['answered']);
    } finally {
      scripts.close();
      await redis.kill();
    }
  });
});
