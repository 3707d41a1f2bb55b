import { nodeFiles } from '../../src/adapters/files.ts';
import { httpGet } from '../../src/adapters/http-get.ts';
import { serveHttp } from '../../src/adapters/http-server.ts';
import { nodePrivateFiles } from '../../src/adapters/private-files.ts';
import { watchFiles } from '../../src/adapters/watch-files.ts';
import { startProxy } from '../../src/proxy/proxy.ts';

const controller = new AbortController();
const outside = {
  files: { ...nodeFiles, ...nodePrivateFiles },
  watch: watchFiles,
  serveHttp,
  fetch: httpGet,
  logs: process.stdout,
  clock: () => Date.now(),
};
const running = await startProxy({ configFile: process.argv[2]!, outside, signal: controller.signal });
process.once('SIGTERM', () => controller.abort());
process.on('SIGHUP', () => void running.reload());
await running.finished;
