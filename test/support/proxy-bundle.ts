import { bundleWorkflowCode } from '@temporalio/worker';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const support = import.meta.dirname;
const cache = join(support, '../../node_modules/.cache/proxy-trials');
const sources = ['proxy-workflows.ts', 'proxy-nexus-service.ts', '../../package-lock.json'];
const silent = () => undefined;
const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** Path of the trials' workflows as one bundle; made once per content, because each trial file would wait seconds for it. */
export async function workflowBundle(): Promise<string> {
  const texts = await Promise.all(sources.map((name) => readFile(join(support, name), 'utf8')));
  const digest = createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
  const path = join(cache, `${digest}.js`);
  if (existsSync(path)) return path;
  const { code } = await bundleWorkflowCode({ workflowsPath: join(support, 'proxy-workflows.ts'), logger });
  await mkdir(cache, { recursive: true });
  await writeFile(`${path}.${process.pid}`, code);
  await rename(`${path}.${process.pid}`, path);
  return path;
}
