import { Command } from 'commander';
import type { Deps } from '../deps.ts';

export function devCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('dev').action(async () => {
    deps.terminal.talk('dev');
    done(await Promise.resolve(0));
  });
}
