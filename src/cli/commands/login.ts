import { Command } from 'commander';
import type { Deps } from '../deps.ts';
import type { FindPlace } from '../wrap/login-place.ts';
import type { LoginFlags } from '../wrap/run-login.ts';
import type { LogoutFlags } from '../wrap/run-logout.ts';
import type { WhoamiFlags } from '../wrap/run-whoami.ts';

export interface LoginCommandsInput {
  deps: Deps;
  /** By the profile, the platform file and what flags say otherwise. */
  findPlace: FindPlace;
  done: (code: number) => void;
}

const environmentFlag = ['--environment <name>', "of the platform file; the profile's when left out"] as const;
const regionFlag = ['--region <name>', "of the platform file; the profile's when left out"] as const;
const jsonFlag = ['--json', 'print one JSON document', false] as const;

/** `login`, `logout` and `whoami`: who shows a token to the proxy. */
export function loginCommands(input: LoginCommandsInput): Command[] {
  return [loginCommand(input), logoutCommand(input), whoamiCommand(input)];
}

function loginCommand({ deps, findPlace, done }: LoginCommandsInput): Command {
  return new Command('login')
    .description('Log in, so that the CLI is let through the proxy as you')
    .option('--device', 'by an address and a code, for a browser on any device', false)
    .option('--browser', 'by a browser on this machine', false)
    .option('--no-open', 'print the address, and open no browser')
    .option(...environmentFlag)
    .option(...regionFlag)
    .option(...jsonFlag)
    .action(async (flags: LoginFlags) => {
      const { runLogin } = await import('../wrap/run-login.ts');
      done(await runLogin(deps, findPlace, flags));
    });
}

function logoutCommand({ deps, findPlace, done }: LoginCommandsInput): Command {
  return new Command('logout')
    .description('Forget the login here, and end it at the identity provider')
    .option(...environmentFlag)
    .option(...regionFlag)
    .option(...jsonFlag)
    .action(async (flags: LogoutFlags) => {
      const { runLogout } = await import('../wrap/run-logout.ts');
      done(await runLogout(deps, findPlace, flags));
    });
}

function whoamiCommand({ deps, findPlace, done }: LoginCommandsInput): Command {
  return new Command('whoami')
    .description('Say as whom and where the CLI is let through, asking nobody: exit 1 when nobody is logged in')
    .option(...environmentFlag)
    .option(...regionFlag)
    .option(...jsonFlag)
    .action(async (flags: WhoamiFlags) => {
      const { runWhoami } = await import('../wrap/run-whoami.ts');
      done(await runWhoami(deps, findPlace, flags));
    });
}
