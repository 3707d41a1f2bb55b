import { nodeBytes } from '../../src/adapters/bytes.ts';
import { applyChanges } from '../../src/transaction/transaction.ts';
import { filesKilledAt } from './killed-program.ts';
import { sampleChanges } from './sample-changes.ts';

/** A program for tests: makes the sample's changes in a folder and is killed at its n-th call. Ends with 0 when there were fewer. */
const [target = '', at = ''] = process.argv.slice(2);
await applyChanges(target, sampleChanges, {
  files: filesKilledAt(Number(at)),
  bytes: nodeBytes,
  signal: new AbortController().signal,
  foreign: 'stop',
  advice: '',
  check: () => Promise.resolve(),
});
