import { join } from 'node:path';
import type { Processes } from '../processes.ts';
import { Unreachable } from './download.ts';

export interface GoInstallInput {
  go: string;
  version: string;
  staging: string;
  processes: Processes;
  signal: AbortSignal;
  progress: (text: string) => void;
}

/** Builds the CLI from source; Go's checksum database proves it. Minutes when nothing is cached. */
export async function goInstall({ go, version, staging, processes, signal, progress }: GoInstallInput): Promise<string> {
  const started = Date.now();
  const report = () => progress(`go install temporal ${version}: ${Math.round((Date.now() - started) / 1000)} s`);
  const timer = setInterval(report, 1000);
  const lines: string[] = [];
  try {
    const result = await processes.run(go, ['install', '-trimpath', `github.com/temporalio/cli/cmd/temporal@v${version}`], {
      // A cross-compiling GOOS or GOARCH would put the binary elsewhere, and GOFLAGS can break any build.
      env: { GOBIN: staging, GOOS: undefined, GOARCH: undefined, GOFLAGS: undefined },
      cwd: staging,
      signal,
      onLine: (line) => lines.push(line),
    });
    signal.throwIfAborted();
    if (result.exitCode !== 0) throw new Unreachable(`go install: ${lines.at(-1) ?? result.startError ?? 'it was killed'}`);
    return join(staging, 'temporal');
  } finally {
    clearInterval(timer);
  }
}
