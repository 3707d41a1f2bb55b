import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, TestRunner } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Heavy tools this file's tests need and this machine lacks. */
    missingTools?: MissingTool[];
  }
}

export interface MissingTool {
  tool: string;
  install: string;
}

interface HeavyTool {
  install: string;
  /** A variable that names the binary, looked at before PATH. */
  variable?: string;
  command?: string;
  /** Needs more than a binary. */
  probe?: () => boolean;
}

const tools = {
  temporal: { install: 'install the Temporal CLI and put it on PATH, or name it in TEMPORAL_CLI', variable: 'TEMPORAL_CLI' },
  root: { install: 'run as root', command: 'id', probe: () => process.getuid?.() === 0 },
  git: { install: 'install git' },
  go: { install: 'install Go' },
  openssl: { install: 'install openssl' },
  python: { install: 'install Python 3.11 or later', command: 'python3' },
  uv: { install: 'install uv (pip install uv)', variable: 'UV' },
  moto_server: { install: 'run test/support/install-moto.sh, or name a moto_server binary in MOTO_SERVER', variable: 'MOTO_SERVER' },
  buildah: { install: 'apt-get install buildah, and run as root', probe: () => process.getuid?.() === 0 },
  'base-image': {
    install: 'run test/support/install-image-tools.sh as root',
    command: 'buildah',
    probe: () => existsSync(join(toolCache(), 'base-image.tar')),
  },
  'temporal-ui-server': { install: 'run test/support/install-ui-server.sh' },
  chromium: { install: 'apt-get install chromium' },
  h2spec: { install: 'run test/support/install-h2spec.sh' },
  'otel-collector': { install: 'run test/support/install-otel-collector.sh (Go 1.26)' },
  'redis-server': { install: 'apt-get install redis-server' },
  'dbus-run-session': { install: 'apt-get install dbus' },
  'gnome-keyring-daemon': { install: 'apt-get install gnome-keyring' },
  'secret-tool': { install: 'apt-get install libsecret-tools' },
  'bash-completion': {
    install: 'apt-get install bash-completion',
    command: 'bash',
    probe: () => existsSync('/usr/share/bash-completion/bash_completion'),
  },
  zsh: { install: 'apt-get install zsh' },
  fish: { install: 'apt-get install fish' },
  faketime: { install: 'apt-get install faketime' },
  hyperfine: { install: 'apt-get install hyperfine' },
  etcd: { install: 'apt-get install etcd-server, or run test/support/install-kubernetes.sh', variable: 'ETCD' },
  'kube-apiserver': {
    install: 'run test/support/install-kubernetes.sh, or name a kube-apiserver binary in KUBE_APISERVER',
    variable: 'KUBE_APISERVER',
  },
  'second-node': { install: 'name the binary of another Node major in SECOND_NODE', variable: 'SECOND_NODE' },
  'npm-registry': { install: 'make the npm registry reachable', command: 'npm', probe: () => succeeds('npm', ['ping']) },
  'python-registry': {
    install: 'make the Python package index reachable',
    command: 'python3',
    probe: () => succeeds('python3', ['-m', 'pip', 'index', 'versions', 'pip']),
  },
} as const satisfies Record<string, HeavyTool>;

export type ToolName = keyof typeof tools;

/**
 * Path of a heavy tool, or `undefined` when this machine lacks it: the caller then leaves its tests out with
 * `describe.skipIf`, and the run reports what was left out. With REQUIRE_TOOLS=1 a missing tool fails the file.
 */
export function requireTool(name: ToolName): string | undefined {
  const tool: HeavyTool = tools[name];
  const path = findTool(name, tool);
  if (path !== undefined) return path;
  if (process.env['REQUIRE_TOOLS'] === '1') throw new Error(`${name} is missing and REQUIRE_TOOLS=1: ${tool.install}`);
  const { meta } = TestRunner.getCurrentSuite().file;
  meta.missingTools = [...(meta.missingTools ?? []), { tool: name, install: tool.install }];
  return undefined;
}

/** `describe` for tests that need heavy tools; left out, and reported, when one is missing. */
export function describeWith(names: readonly ToolName[], title: string, body: () => void): void {
  const isComplete = names.map((name) => requireTool(name)).every((path) => path !== undefined);
  describe.skipIf(!isComplete)(title, body);
}

const probed = new Map<string, boolean>();

function findTool(name: string, { variable, command = name, probe }: HeavyTool): string | undefined {
  const named = variable === undefined ? undefined : process.env[variable];
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined;
  const path = onPath(command);
  if (path === undefined || probe === undefined) return path;
  const isThere = probed.get(name) ?? probe();
  probed.set(name, isThere);
  return isThere ? path : undefined;
}

/** Where the install scripts beside this file put what no package manager has. */
function toolCache(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'managed-temporal/tools');
}

function onPath(command: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), toolCache(), join(toolCache(), command, 'bin')];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
