import { nodeBytes } from '../../src/adapters/bytes.ts';
import { takeBackHalfDone } from '../../src/transaction/transaction.ts';
import { filesKilledAt } from './killed-program.ts';

/** A program for tests: takes back what was left half done and is killed at its n-th call. Ends with 0 when there were fewer. */
const [target = '', at = ''] = process.argv.slice(2);
await takeBackHalfDone(target, { files: filesKilledAt(Number(at)), bytes: nodeBytes });
