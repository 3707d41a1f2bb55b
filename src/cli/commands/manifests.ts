import { Command } from 'commander';
import type { Deps } from '../deps.ts';

export function manifestsCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('manifests').action(async () => {
    deps.terminal.talk('manifests');
    done(await Promise.resolve(0));
  });
}
