import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { nodeOwnFiles } from '../../src/adapters/own-files.ts';
import { loginOutside } from '../../src/cli/wrap/login-outside.ts';
import { login, type LoginOptions, type LoginOutside, type LoginTarget, type TokenDeps } from '../../src/wrap/wrap.ts';
import { audience } from './issuer.ts';
import { clientId, resource } from './login-client.ts';
import type { PersonProvider } from './person-provider.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { webPerson, type Visited, type VisitOptions } from './web-person.ts';

export function loginTarget(provider: Pick<PersonProvider, 'issuer'>, changes: Partial<LoginTarget> = {}): LoginTarget {
  return {
    issuer: provider.issuer,
    clientId,
    scopes: ['openid', 'profile', 'email', 'offline_access', 'groups'],
    audience,
    resource,
    certificateAuthorities: undefined,
    ...changes,
  };
}

/** The world of one person's logins, with a state folder of its own. */
export interface LoginWorld {
  deps: TokenDeps;
  said: string[];
  /** Milliseconds that this machine's clock is ahead. */
  clock: { ahead: number };
  /** Milliseconds of each wait that was asked for; none is waited out. */
  waits: number[];
  interrupt: AbortController;
  /** Addresses that a browser was handed. */
  opened: URL[];
}

export async function loginWorld(changes: Partial<LoginOutside> = {}): Promise<LoginWorld> {
  const state = await temporaryFolder();
  const said: string[] = [];
  const waits: number[] = [];
  const opened: URL[] = [];
  const clock = { ahead: 0 };
  const interrupt = new AbortController();
  onTestFinished(() => interrupt.abort());
  const outside: LoginOutside = {
    ...loginOutside,
    openBrowser: async (url) => {
      opened.push(url);
      return await Promise.resolve(true);
    },
    wait: async (milliseconds, signal) => {
      waits.push(milliseconds);
      await wait(milliseconds > 60_000 ? milliseconds : 5, undefined, { signal, ref: false });
    },
    ...changes,
  };
  return {
    said,
    waits,
    opened,
    clock,
    interrupt,
    deps: {
      env: { XDG_STATE_HOME: state },
      ownFiles: nodeOwnFiles,
      terminal: { talk: (text) => void said.push(text) },
      now: () => Date.now() + clock.ahead,
      signal: interrupt.signal,
      outside: async () => await Promise.resolve(outside),
    },
  };
}

const ada = { login: 'ada@example.com', password: 'secret' };

/** What a login has told the person so far, once it fits. */
export async function told({ said }: Pick<LoginWorld, 'said'>, pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const found = pattern.exec(said.join('\n'));
    if (found !== null) return found;
    await wait(2);
  }
}

/** Address of the login page of the browser flow. */
export const loginPage = /http\S+\/auth\?\S+/;

/** Logs in with a person who does what they are told to. A login that fails is an outcome. */
export async function logIn(
  world: LoginWorld,
  target: LoginTarget,
  { flow = 'device', ...options }: Partial<Pick<LoginOptions, 'flow'>> & VisitOptions = {},
): Promise<{ outcome: unknown; page: Visited }> {
  const ended = login(target, { flow, opens: true }, world.deps).catch((error: unknown) => error);
  const person =
    flow === 'device'
      ? enterCode(world, options)
      : told(world, loginPage).then(async ([page]) => await webPerson(ada).visit(page, options));
  const [outcome, page] = await Promise.all([ended, person]);
  return { outcome, page };
}

async function enterCode(world: LoginWorld, options: VisitOptions): Promise<Visited> {
  const [, address = '', code = ''] = await told(world, /Open (\S+) and enter (\S+)/);
  return await webPerson({ ...ada, user_code: code }).visit(address, options);
}
