import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export const version = '9.9.9';
export const archive = `temporal_cli_${version}_linux_amd64.tar.gz`;

export const workingScript = `#!/bin/sh\necho "temporal version ${version} (Server 1.2.3, UI 4.5.6)"\n`;

/** A release archive as it is published: the binary and a licence at the top. */
export async function releaseArchive(content: string | Uint8Array = workingScript): Promise<Buffer> {
  const folder = await temporaryFolder({ LICENSE: 'MIT\n' });
  await writeFile(join(folder, 'temporal'), content);
  await chmod(join(folder, 'temporal'), 0o755);
  await create({ gzip: true, cwd: folder, file: join(folder, archive) }, ['LICENSE', 'temporal']);
  return readFile(join(folder, archive));
}

export const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A server on this machine that stands for the release downloads; gives its base address. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases`;
}

/** Serves one archive with its checksum list; `asked` collects what was asked for. */
export async function serveRelease(bytes: Uint8Array, asked: string[] = []): Promise<string> {
  return serve((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === `/releases/v${version}/${archive}`) response.end(bytes);
    else if (request.url === `/releases/v${version}/checksums.txt`)
      response.end(`${digestOf(bytes)}  ${archive}\n${'0'.repeat(64)}  other.tar.gz\n`);
    else response.writeHead(404).end();
  });
}
