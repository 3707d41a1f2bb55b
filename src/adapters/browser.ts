import { spawn } from 'node:child_process';

/** Hands an address to the person's browser; whether there was something to hand it to. Waits for nothing it starts. */
export type OpenBrowser = (url: URL) => Promise<boolean>;

const openers: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** On its own: a browser that this opens is to outlive the login. */
export const openBrowser: OpenBrowser = async (url) => {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url.href], { detached: true, stdio: 'ignore' });
  child.unref();
  return await new Promise((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
};
