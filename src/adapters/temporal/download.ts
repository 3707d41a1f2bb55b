import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ToolError } from '../../errors/tool-error.ts';
import { archiveName, digestIn, type Release, releaseUrl } from './release.ts';

export interface DownloadInput {
  release: Release;
  /** `linux_amd64`. */
  platform: string;
  staging: string;
  signal: AbortSignal;
  /** Milliseconds without a byte after which the server is given up. */
  patience: number;
  progress: (text: string) => void;
}

/** The release cannot be had from here; another way may be tried. A wrong checksum is not one of these. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Fetches the release's archive, proves its bytes and unpacks the binary; returns its path in `staging`. */
export async function downloadBinary(input: DownloadInput): Promise<string> {
  const { release, platform, staging } = input;
  const name = archiveName(release, platform);
  const url = releaseUrl(release, name);
  const expected = release.digests[name] ?? (await publishedDigest(input, name));
  const archive = join(staging, name);
  const actual = await save(input, url, archive);
  if (actual !== expected) {
    throw new ToolError('TEMPORAL_NOT_FOUND', `${url} is not what was published: its SHA-256 is ${actual}, expected ${expected}`, {
      hint: 'Find out who changed it, or install the Temporal CLI yourself and name it in TEMPORAL_CLI. Nothing was kept.',
    });
  }
  return await unpack(archive, staging, input);
}

async function publishedDigest(input: DownloadInput, archive: string): Promise<string> {
  const url = releaseUrl(input.release, 'checksums.txt');
  const text = await fetching(input, url, async (response, signal) => {
    const bytes: Uint8Array[] = [];
    await pipeline(bodyOf(response), gather(bytes), { signal });
    return Buffer.concat(bytes).toString('utf8');
  });
  const digest = digestIn(text, archive);
  if (digest === undefined) throw new Unreachable(`${url} has no checksum of ${archive}`);
  return digest;
}

/** Streams to disk, because an archive is 60 MB; returns the SHA-256 of what came. */
async function save(input: DownloadInput, url: string, path: string): Promise<string> {
  const hash = createHash('sha256');
  const name = `temporal ${input.release.version}`;
  await fetching(input, url, async (response, signal, alive) => {
    const total = Number(response.headers.get('content-length') ?? 0);
    let done = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        alive();
        hash.update(chunk);
        done += chunk.length;
        input.progress(`downloading ${name}: ${megabytes(done)}${total > 0 ? ` of ${megabytes(total)}` : ''} MB`);
        next(null, chunk);
      },
    });
    await pipeline(bodyOf(response), watch, createWriteStream(path), { signal });
    if (total > 0 && done !== total) throw new Error(`it ended after ${done} of ${total} bytes`);
  });
  return hash.digest('hex');
}

type Use<T> = (response: Response, signal: AbortSignal, alive: () => void) => Promise<T>;

/** Runs one request with a watch on silence; every way it can fail on the network's side is `Unreachable`. */
async function fetching<T>(input: DownloadInput, url: string, use: Use<T>): Promise<T> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no answer for ${input.patience / 1000} s`)), input.patience);
  const signal = AbortSignal.any([input.signal, silence.signal]);
  try {
    const response = await fetch(url, { signal, headers: { 'accept-encoding': 'identity' } });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await use(response, signal, () => timer.refresh());
  } catch (error) {
    if (input.signal.aborted) throw error;
    throw new Unreachable(`${url}: ${reasonOf(silence.signal.aborted ? silence.signal.reason : error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(archive: string, staging: string, { signal, progress }: DownloadInput): Promise<string> {
  progress('unpacking temporal');
  const { Unpack } = await import('tar');
  const folder = join(staging, 'unpacked');
  await mkdir(folder);
  const wanted = ['temporal', 'temporal.exe'];
  let found: string | undefined;
  const sink = new Unpack({
    cwd: folder,
    strict: true,
    filter(path) {
      const name = path.replace(/^\.\//, '');
      if (!wanted.includes(name)) return false;
      found = join(folder, name);
      return true;
    },
  });
  await pipeline(createReadStream(archive), sink as unknown as NodeJS.WritableStream, { signal });
  if (found === undefined) throw new Unreachable(`${archive} holds no file named temporal`);
  return found;
}

function bodyOf(response: Response): Readable {
  if (response.body === null) throw new Error('an answer without a body');
  return Readable.fromWeb(response.body);
}

function gather(into: Uint8Array[]): (source: AsyncIterable<Uint8Array>) => Promise<void> {
  return async (source) => {
    for await (const chunk of source) into.push(chunk);
  };
}

/** `fetch failed` says nothing; what it was caused by does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0);
}
