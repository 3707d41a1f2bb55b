import { existsSync } from 'node:fs';
import { mkdir, readlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { npmCache, pipCache } from './user.ts';

/** What an image says about the process it runs. */
export interface ImageConfig {
  User: string;
  Env: string[];
  Entrypoint: string[];
  WorkingDir: string;
}

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'managed-temporal/tools');
/** Made by install-image-tools.sh. */
const baseFiles = join(cache, 'base-image.tar');
/** Images of one's own on this machine stay out of sight, and ours out of theirs. */
const store = ['--storage-driver', 'vfs', '--root', join(cache, 'images'), '--runroot', join(cache, 'images-run')];

/** A certificate bundle that this machine's package managers are told to trust, as a company's base image would hold it. */
const certificates = process.env['NODE_EXTRA_CA_CERTS'] ?? process.env['PIP_CERT'] ?? process.env['SSL_CERT_FILE'];
const certificatesInside = '/etc/ssl/certs/ca-certificates.crt';

export async function buildah(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await nodeProcesses.run('buildah', [...store, ...args], { timeout: 600_000 });
  if (exitCode !== 0) throw new Error(`buildah ${args.join(' ')} ended with ${String(exitCode)}:\n${stdout}\n${stderr}`);
  return stdout.trim();
}

/** Builds the `Dockerfile` in a folder on the local base image; package caches are lent to the build where there are any. */
export async function buildImage(folder: string, tag: string, args: Readonly<Record<string, string>> = {}): Promise<void> {
  const buildArgs = Object.entries({ BASE_IMAGE: await baseImage(), ...args }).flatMap(([name, value]) => [
    '--build-arg',
    `${name}=${value}`,
  ]);
  const volumes = [`${npmCache()}:/root/.npm`, `${pipCache()}:/root/.cache/pip`].flatMap((volume) => ['--volume', volume]);
  for (const path of [npmCache(), pipCache()]) await mkdir(path, { recursive: true });
  await buildah('bud', '--isolation', 'chroot', '--quiet', ...volumes, ...buildArgs, '--tag', tag, folder);
}

export async function imageConfig(tag: string): Promise<ImageConfig> {
  const { OCIv1 } = JSON.parse(await buildah('inspect', '--type', 'image', tag)) as { OCIv1: { config: ImageConfig } };
  return OCIv1.config;
}

/** As a person reads it: `399 MB`. */
export async function imageSize(tag: string): Promise<string> {
  return await buildah('images', '--noheading', '--format', '{{.Size}}', tag);
}

/** Debian with Node and Python, imported once. */
export async function baseImage(): Promise<string> {
  const name = `localhost/managed-temporal-base:${basename(await readlink(baseFiles), '.tar')}`;
  const images = await buildah('images', '--noheading', '--format', '{{.Name}}:{{.Tag}}');
  if (images.split('\n').includes(name)) return name;
  const container = await buildah('from', 'scratch');
  await buildah('add', '--quiet', container, baseFiles, '/');
  if (certificates !== undefined && existsSync(certificates)) {
    await buildah('add', '--quiet', container, certificates, certificatesInside);
    const variables = ['NODE_EXTRA_CA_CERTS', 'PIP_CERT'].flatMap((variable) => ['--env', `${variable}=${certificatesInside}`]);
    await buildah('config', ...variables, container);
  }
  await buildah('commit', '--quiet', '--rm', container, name);
  return name;
}
