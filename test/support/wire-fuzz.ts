import { methods } from '../../src/proxy/wire/methods.ts';
import { openResponse } from '../../src/proxy/wire/open-response.ts';
import { sealRequest } from '../../src/proxy/wire/seal-request.ts';
import type { MessageTable } from '../../src/proxy/wire/table.ts';
import { readNamespace } from '../../src/proxy/wire/top-level.ts';
import { isSameMessage, nexusFailures } from './completeness.ts';
import { mutated, seededRandom } from './proxy-random.ts';
import { randomMessage } from './random-messages.ts';
import { bytesOf, contexts } from './rewriting.ts';

interface Sample {
  readonly name: string;
  readonly table: MessageTable;
  readonly bytes: Buffer;
}

/** Larger ones are mostly more of the same, and take long. */
const maximumBytes = 1_500;

function samples(): Sample[] {
  const tables = [...methods.values()].flatMap(({ request, response }) => [request, response]);
  return tables
    .map((table, index) => {
      const name = table.name.replace('temporal.api.', '');
      return { name, table, bytes: randomMessage(name, index, nexusFailures).bytes };
    })
    .filter(({ bytes }) => bytes.length > 20 && bytes.length < maximumBytes);
}

export interface FuzzOutcome {
  /** How many came to what. */
  readonly counts: Record<string, number>;
  /** Messages that parsers take, and that did not come back as they were. */
  readonly changed: string[];
}

/** Seals and opens so many damaged messages; every so many, what went through is compared with what comes back. Throws as they do. */
export function fuzz({ messages, seed, comparedEvery }: { messages: number; seed: number; comparedEvery: number }): FuzzOutcome {
  const all = samples();
  const random = seededRandom(seed);
  const { seal, open } = contexts();
  const outcome: FuzzOutcome = { counts: {}, changed: [] };
  const start = [...methods.values()].find(({ name }) => name === 'StartWorkflowExecution');
  for (let count = 0; count < messages; count++) {
    const sample = random.of(all);
    const bytes = mutated(sample.bytes, random);
    const sealed = sealRequest(bytes, sample.table, seal);
    openResponse(bytes, sample.table, open);
    if (start !== undefined) readNamespace(bytes, start);
    const what = sealed.kind === 'refused' ? sealed.reason : sealed.kind;
    outcome.counts[what] = (outcome.counts[what] ?? 0) + 1;
    if (sealed.kind !== 'rewritten' || count % comparedEvery !== 0 || !isParsed(sample.name, bytes)) continue;
    const back = bytesOf(openResponse(sealed.bytes, sample.table, open));
    if (!isSameMessage(sample.name, back, bytes)) outcome.changed.push(`${sample.name} ${bytes.toString('base64')}`);
  }
  return outcome;
}

/** Some of what the wire format allows, such as text that is no UTF-8, parsers refuse. */
function isParsed(name: string, bytes: Buffer): boolean {
  try {
    return isSameMessage(name, bytes, bytes);
  } catch {
    return false;
  }
}
