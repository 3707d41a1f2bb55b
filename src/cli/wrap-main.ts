import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWrapped } from './wrap-run.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

process.exitCode = await runWrapped(process.argv.slice(2), { env: process.env, root });
