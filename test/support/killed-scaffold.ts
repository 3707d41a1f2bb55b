import { nodeBytes } from '../../src/adapters/bytes.ts';
import { applyScaffold } from '../../src/scaffold/apply.ts';
import { filesKilledAt } from './killed-program.ts';
import { sampleWrites } from './sample-writes.ts';

/** A program for tests: applies the sample to a folder and is killed at its n-th call. Ends with 0 when there were fewer. */
const [target = '', at = ''] = process.argv.slice(2);
await applyScaffold(target, sampleWrites, { files: filesKilledAt(Number(at)), bytes: nodeBytes, signal: new AbortController().signal });
