import { Command } from 'commander';
import { exitCode } from '../../errors/exit-code.ts';
import { loginCommands } from '../commands/login.ts';
import { parse } from '../parse.ts';
import type { Program } from '../run.ts';
import type { FindPlace } from './login-place.ts';

/** What `temporal-wrap` answers itself: `login`, `logout` and `whoami`. All else is the CLI's. */
export function loginProgram(findPlace: FindPlace): Program {
  return async (deps, args) => {
    let code: number = exitCode.done;
    const done = (result: number) => {
      code = result;
    };
    const root = new Command(deps.tool.name).enablePositionalOptions();
    for (const command of loginCommands({ deps, findPlace, done })) root.addCommand(command);
    await parse(root, args, deps);
    return code;
  };
}
