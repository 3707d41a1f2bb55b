import { nodeBytes } from '../../src/adapters/bytes.ts';
import type { Ownership, RecordedFile } from '../../src/domain/record.ts';
import type { ListRules } from '../../src/regenerate/merge/trees/tree.ts';
import { planRegenerate } from '../../src/regenerate/plan.ts';
import type { Ours } from '../../src/regenerate/step.ts';
import type { RenderedFile } from '../../src/templates/templates.ts';

export const encode = (text: string) => new TextEncoder().encode(text);
export const gitBlobId = (bytes: Uint8Array) => nodeBytes.gitBlobId(bytes);

export interface Case {
  title: string;
  ownership?: Ownership;
  /** What the template had; `undefined`: nothing. */
  base?: string;
  /** `undefined`: the file is not there; `link`: it is a symbolic link. */
  ours?: string | { link: true };
  theirs?: string;
  /** Path in the new version. */
  to?: string;
  owned?: true;
  declined?: true;
  isCommitted?: boolean;
  hasRepository?: boolean;
  baseIsLost?: true;
  heals?: true;
  lists?: ListRules;
  modes?: { base?: '755'; ours?: '755'; theirs?: '755' };
  others?: Record<string, string>;
  expected: string[];
}

function recordedOf({ base = '', ownership = 'shared', modes, owned, declined }: Case): RecordedFile {
  return {
    id: 'file',
    template: 't',
    ownership: owned === true ? 'team' : ownership,
    mode: modes?.base ?? '644',
    kind: base.includes('\0') ? 'binary' : 'text',
    blob: gitBlobId(encode(base)),
    ...(owned === true ? { owned: 'because' } : {}),
    ...(declined === true ? { declined: true } : {}),
  };
}

export function planOf(given: Case) {
  const { base, ours, theirs, to = 'a.txt', ownership = 'shared', modes } = given;
  const rendered: RenderedFile[] =
    theirs === undefined ? [] : [{ id: 'file', template: 't', path: to, ownership, mode: modes?.theirs ?? '644', bytes: encode(theirs) }];
  const oursAt = (path: string): Ours => {
    const text = path === 'a.txt' ? ours : given.others?.[path];
    if (text === undefined) return { kind: 'missing' };
    if (typeof text === 'object') return { kind: 'other', what: 'a symbolic link' };
    return { kind: 'file', state: { bytes: encode(text), mode: (path === 'a.txt' ? modes?.ours : undefined) ?? '644' } };
  };
  return planRegenerate({
    recorded: base === undefined ? {} : { 'a.txt': recordedOf(given) },
    base: new Map(base === undefined || given.baseIsLost === true ? [] : [['a.txt', encode(base)]]),
    theirs: rendered,
    gitBlobId,
    labelsOf: () => ({ ours: 'yours', base: 't 1.0.0', theirs: 't 1.1.0' }),
    listsOf: () => given.lists ?? {},
    isCommitted: () => given.isCommitted ?? true,
    hasRepository: given.hasRepository ?? true,
    oursAt,
    heals: given.heals === true,
  });
}

export function textOfPlan(given: Case): string[] {
  const { steps, refusals } = planOf(given);
  return [
    ...steps.map(({ kind, path, from, conflict, discards }) =>
      [kind, path, from === undefined ? '' : `from ${from}`, conflict?.kind ?? '', discards === true ? 'discards' : '']
        .filter(Boolean)
        .join(' '),
    ),
    ...refusals.map(({ path }) => `refused ${path}`),
  ];
}

export function afterOf(given: Omit<Case, 'title' | 'expected'>): string | undefined {
  const [step] = planOf({ ...given, title: '', expected: [] }).steps;
  return step?.after === undefined ? undefined : new TextDecoder().decode(step.after.bytes);
}
