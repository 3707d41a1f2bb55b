import { Command, InvalidArgumentError } from 'commander';
import { exitCode } from '../../errors/exit-code.ts';
import type { Deps } from '../deps.ts';
import type { DevFlags } from '../dev-input.ts';

export function devCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('dev')
    .description('Run Temporal, the proxy and the worker on this machine, payloads sealed; the worker reloads when a file is saved')
    .argument('[directory]', 'folder of the worker, or one inside it', '.')
    .option('--port <number>', 'port that workers and people connect to; 7233, or the next free one, when left out', portNumber)
    .option('--ui-port <number>', 'port of the Temporal UI; 8233, or the next free one, when left out', portNumber)
    .option('--no-proxy', 'connect the worker to Temporal directly, payloads in clear')
    .option('--platform <file>', 'platform file; the nearest temporal-platform.yaml upwards when left out')
    .option('--templates <folder>', 'folder of template packages, looked into before the built-in ones')
    .action(async (directory: string, flags: DevFlags) => {
      const { dev } = await import('../../dev/dev.ts');
      const { devInput } = await import('../dev-input.ts');
      await dev(await devInput(deps, directory, flags));
      done(exitCode.done);
    });
}

export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a whole number from 1 to 65535.');
}
