import { runCli } from './cli.ts';
import { filesKilledAt } from './killed-program.ts';

/** A program for tests: runs a command line on a worker and is killed at its n-th call of the file system. Ends with 0 when there were fewer. */
const [root = '', at = '', toolRoot = '', ...args] = process.argv.slice(2);
const { stderr, code } = await runCli([...args, root], {
  files: filesKilledAt(Number(at)),
  tool: { name: 'gen-temporal-managed-worker', version: '0.1.0', root: toolRoot },
});
if (code === 70) throw new Error(stderr);
