import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { bundleScript } from './bundle-script.ts';
import type { LoginTarget } from '../../src/wrap/wrap.ts';

/** A `temporal-wrap` that knows one place, as processes of their own. */
export interface LoginProcesses {
  start(args: readonly string[], options?: StartOptions): LoginProcess;
}

export interface StartOptions {
  /** Milliseconds that its clock is ahead. */
  clockAhead?: number;
  /** Run it below this command, such as one that gives it a terminal. */
  below?: readonly string[];
}

export interface LoginProcess {
  readonly child: ChildProcess;
  /** Of stdout and stderr, so far. */
  output(): string;
  /** Resolves once its output fits. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ code: number | null; stdout: string }>;
}

/** `token` prints what `accessToken` gives, besides the commands there are. */
const script = `
  import { runOnThisMachine } from './src/cli/this-machine.ts';
  import { loginProgram } from './src/cli/wrap/login-program.ts';
  import { tokenDeps } from './src/cli/wrap/token-deps.ts';
  import { accessToken } from './src/wrap/wrap.ts';
  const now = Date.now;
  Date.now = () => now() + Number(process.env.CLOCK_AHEAD);
  const target = JSON.parse(process.env.LOGIN_TARGET);
  const place = { environment: 'staging', region: 'eu', address: 'proxy.example.com:7233', credential: { kind: 'login', target } };
  const own = loginProgram(async () => place);
  const program = async (deps, args) => {
    if (args[0] !== 'token') return await own(deps, args);
    deps.terminal.print(await accessToken(target, tokenDeps(deps)));
    return 0;
  };
  process.exitCode = await runOnThisMachine(process.argv.slice(2), { name: 'temporal-wrap', version: '0.0.0', root: '/' }, { program });
`;

export async function loginProcesses(target: LoginTarget, env: Readonly<Record<string, string | undefined>>): Promise<LoginProcesses> {
  const file = await bundleScript(script);
  return {
    start(args, { clockAhead = 0, below = [] } = {}) {
      const [command = '', ...rest] = [...below, process.execPath, file, ...args];
      const child = spawn(command, rest, {
        env: { PATH: process.env['PATH'], ...env, LOGIN_TARGET: JSON.stringify(target), CLOCK_AHEAD: String(clockAhead) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return watched(child);
    },
  };
}

/** Of a child whose stdout and stderr are pipes. */
export function watched(child: ChildProcess): LoginProcess {
  let stdout = '';
  let all = '';
  child.stdout?.on('data', (data: Buffer) => {
    stdout += data.toString();
    all += data.toString();
  });
  child.stderr?.on('data', (data: Buffer) => {
    all += data.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout }));
  return {
    child,
    ended,
    output: () => all,
    async says(pattern) {
      for (;;) {
        const found = pattern.exec(all);
        if (found !== null) return found;
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${all}`);
        await Promise.race([once(child.stdout ?? child, 'data'), once(child.stderr ?? child, 'data'), ended]);
      }
    },
  };
}
