export interface FlowCircumstances {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** A person sits at the terminal. */
  readonly isInteractive: boolean;
}

/** A browser on this machine where the person has one before them; else an address and a code for one elsewhere. */
export function likelyFlow({ env, platform, isInteractive }: FlowCircumstances): 'device' | 'browser' {
  const isRemote = has(env, 'SSH_CONNECTION') || has(env, 'SSH_TTY') || has(env, 'SSH_CLIENT');
  if (!isInteractive || isRemote) return 'device';
  const hasDesktop = platform === 'darwin' || platform === 'win32' || has(env, 'DISPLAY') || has(env, 'WAYLAND_DISPLAY');
  return hasDesktop ? 'browser' : 'device';
}

function has(env: FlowCircumstances['env'], name: string): boolean {
  return env[name] !== undefined && env[name] !== '';
}
