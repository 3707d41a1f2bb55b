import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quickstartProgram } from './quickstart-program.ts';
import { runOnThisMachine } from './this-machine.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };

/** `npm run quickstart` in a checkout: everything this tool does for one worker, once through, on this machine. */
process.exitCode = await runOnThisMachine(process.argv.slice(2), { name, version, root }, { program: quickstartProgram });
