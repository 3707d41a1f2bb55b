import type { Call } from './argv/read-command-line.ts';
import type { Place } from './place.ts';

/** What the official CLI is started with. */
export interface Launch {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

const depthVariable = 'MANAGED_TEMPORAL_DEPTH';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CallInput {
  call: Call;
  place: Place;
  token: string;
  env: Environment;
  /** A file with nothing in it: `/dev/null`, or `NUL` on Windows. */
  emptyFile: string;
}

/**
 * A call through the proxy. The command line is written anew from what was understood of it, each value tied to its flag by `=`, so
 * that the CLI cannot understand it otherwise. What is secret goes by environment: arguments are seen by all users of a machine.
 */
export function planCall({ call, place, token, env, emptyFile }: CallInput): Launch {
  const { path, flags, positionals } = call;
  const hasNamespace = flags.some(({ name }) => name === 'namespace') || namesNamespace(call);
  const namespace = hasNamespace || place.namespace === undefined ? [] : [`--namespace=${place.namespace}`];
  const written = flags.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`));
  return {
    args: [...path, ...where(place, emptyFile), ...namespace, ...written, ...positionals],
    env: {
      ...withoutWays(inherited(env), place),
      // Since 1.6 the CLI looks for extensions there, also below its own commands, and they would inherit the token.
      ...emptyPath(env),
      TEMPORAL_API_KEY: token,
      ...(place.codecEndpoint === undefined ? {} : { TEMPORAL_CODEC_AUTH: `Bearer ${token}` }),
    },
  };
}

/** `operator namespace describe images`: the CLI takes the name once, so that one of the profile's beside it is refused. */
function namesNamespace({ path, positionals }: Call): boolean {
  return path[0] === 'operator' && path[1] === 'namespace' && positionals.length > 0;
}

/** Everything that does not go to a server: as it was written, and with nothing secret. */
export function planPlain(args: readonly string[], env: Environment): Launch {
  return { args, env: inherited(env) };
}

function where({ address, tls, codecEndpoint }: Place, emptyFile: string): string[] {
  return [
    `--address=${address}`,
    // An API key alone turns TLS on, and with TLS off no other setting may turn it on again.
    `--tls=${tls !== undefined}`,
    ...(tls?.certificateAuthorities === undefined ? [] : [`--tls-ca-path=${tls.certificateAuthorities}`]),
    ...(codecEndpoint === undefined ? [] : [`--codec-endpoint=${codecEndpoint}`]),
    '--disable-config-file',
    // The CLI looks for it before it reads flags, and then knows this spelling only.
    '--env-file',
    emptyFile,
  ];
}

/** What a person has set for the plain CLI stays behind. Windows takes names in any case. */
function inherited(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => !/^TEMPORAL_/i.test(name));
  return { ...Object.fromEntries(kept), [depthVariable]: String(depthOf(env) + 1) };
}

/** How many wrappers stand above this one; an extension may start one, a CLI that leads back here starts them without end. */
export function depthOf(env: Environment): number {
  const depth = Number(env[depthVariable] ?? 0);
  return Number.isInteger(depth) && depth > 0 ? depth : 0;
}

/** Windows has it as `Path`. */
function emptyPath(env: Environment): Environment {
  const names = Object.keys(env).filter((name) => /^path$/i.test(name));
  return Object.fromEntries(names.map((name): [string, string] => [name, '']));
}

/** In clear, a web proxy that the environment names would read the token. */
function withoutWays(env: Environment, { tls, codecEndpoint = 'https:' }: Place): Environment {
  if (tls !== undefined && codecEndpoint.startsWith('https:')) return env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:https?|all)_proxy$/i.test(name)));
}
