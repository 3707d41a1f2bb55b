import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { nodeAppendFile } from '../../adapters/append-file.ts';
import { serveEndpoint } from '../../adapters/http-endpoint.ts';
import { httpGet } from '../../adapters/http-get.ts';
import { httpPoster } from '../../adapters/http-post.ts';
import { serveHttp } from '../../adapters/http-server.ts';
import { redisScripts } from '../../adapters/redis.ts';
import { nodePrivateFiles } from '../../adapters/private-files.ts';
import { watchFiles } from '../../adapters/watch-files.ts';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { checkProxy, startProxy, type ProxyOutside } from '../../proxy/proxy.ts';
import type { Deps } from '../deps.ts';
import type { ServiceSignals } from '../service-signals.ts';
import { checkDocument, checkText } from './check-report.ts';

export interface ProxyFlags {
  config: string;
  check: boolean;
  json: boolean;
}

/** Runs the proxy until it is told to end, or says what its config would have it serve. */
export async function runProxy(deps: Deps, signals: ServiceSignals, flags: ProxyFlags): Promise<number> {
  const configFile = resolve(deps.cwd, flags.config);
  const outside = outsideOf(deps);
  if (flags.check) {
    const loaded = await checkProxy(configFile, outside);
    deps.terminal.print(flags.json ? JSON.stringify(checkDocument(configFile, loaded), undefined, 2) : checkText(configFile, loaded));
    return exitCode.done;
  }
  if (flags.json) throw new ToolError('USAGE', '--json is for --check', { hint: 'Logs are JSON lines anyway. Nothing was started.' });
  const proxy = await startProxy({ configFile, outside, signal: deps.signal });
  signals.onHangup(() => void proxy.reload());
  await proxy.finished;
  return exitCode.done;
}

function outsideOf({ files, terminal }: Deps): ProxyOutside {
  return {
    files: {
      read: async (path) => await files.read(path),
      readText: async (path) => await files.readText(path),
      isWritable: async (path) => await files.isWritable(path),
      walk: async (folder, skip) => await files.walk(folder, skip),
      kindOf: async (path) => await files.kindOf(path),
      realTarget: async (path) => await files.realTarget(path),
      readPrivate: (path) => nodePrivateFiles.readPrivate(path),
    },
    watch: watchFiles,
    serveHttp,
    serveEndpoint,
    fetch: httpGet,
    redis: redisScripts,
    audit: { openAppend: nodeAppendFile, httpPoster, host: hostname() },
    logs: { write: (line: string) => terminal.print(line.trimEnd()) },
    clock: Date.now,
  };
}
