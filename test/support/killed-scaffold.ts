import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles, type Files } from '../../src/adapters/files.ts';
import { applyScaffold } from '../../src/scaffold/apply.ts';
import { sampleWrites } from './sample-writes.ts';

/**
 * A program for tests: applies the sample to a folder and is killed at its n-th call of the file system, in the middle
 * of it where that is a write. Ends with 0 when there were fewer calls.
 */
const [target = '', at = ''] = process.argv.slice(2);
let calls = 0;

function killedAtItsTurn<Args extends unknown[], T>(call: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
  return async (...args) => {
    calls += 1;
    if (calls !== Number(at)) return await call(...args);
    const [path, bytes] = args;
    if (typeof path === 'string' && bytes instanceof Uint8Array) await nodeFiles.write(path, bytes.subarray(0, bytes.length / 2));
    process.kill(process.pid, 'SIGKILL');
    return await new Promise<never>(() => undefined);
  };
}

const methods = Object.entries(nodeFiles).map(([name, method]) => [
  name,
  killedAtItsTurn(method as (...args: unknown[]) => Promise<unknown>),
]);
const files = Object.fromEntries(methods) as unknown as Files;
await applyScaffold(target, sampleWrites, { files, bytes: nodeBytes, signal: new AbortController().signal });
