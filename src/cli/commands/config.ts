import { Command } from 'commander';
import type { Deps } from '../deps.ts';

export function configCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('config').action(async () => {
    deps.terminal.talk('config');
    done(await Promise.resolve(0));
  });
}
