import { Command } from 'commander';
import type { Deps } from '../deps.ts';

export function newCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('new').action(async () => {
    deps.terminal.talk('new');
    done(await Promise.resolve(0));
  });
}
