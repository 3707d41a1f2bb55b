import { nodeFiles, type Files } from '../../src/adapters/files.ts';

/**
 * A file system for programs of tests that kills its own process at its n-th call, in the middle of it where that is a
 * write.
 */
export function filesKilledAt(at: number): Files {
  let calls = 0;
  const killedAtItsTurn =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<T>): ((...args: Args) => Promise<T>) =>
    async (...args) => {
      calls += 1;
      if (calls !== at) return await call(...args);
      const [path, bytes] = args;
      if (typeof path === 'string' && bytes instanceof Uint8Array) await nodeFiles.write(path, bytes.subarray(0, bytes.length / 2));
      process.kill(process.pid, 'SIGKILL');
      return await new Promise<never>(() => undefined);
    };
  const methods = Object.entries(nodeFiles).map(([name, method]) => [
    name,
    killedAtItsTurn(method as (...args: unknown[]) => Promise<unknown>),
  ]);
  return Object.fromEntries(methods) as Files;
}
