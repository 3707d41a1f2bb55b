import type { WorkerRecord } from '../domain/record.ts';
import { recordedTemplate } from '../templates/templates.ts';
import { pristineBytesOf } from './base.ts';
import { hunksBetween } from './merge/lines/hunks.ts';
import { lineNumbering } from './merge/lines/text-file.ts';
import type { Ours } from './step.ts';
import { textOf, withLineFeeds } from './texts.ts';
import type { WorkerInput } from './worker-input.ts';
import { bytesOf, renderedBefore, workerTemplate } from './worker-plan.ts';

/** Lines that a team has added to what the template wrote, and removed from it; a changed one is both. */
export interface LineCounts {
  added: number;
  removed: number;
}

export interface CountInput {
  record: WorkerRecord;
  /** Only these are compared. */
  paths: readonly string[];
  oursAt: (path: string) => Ours;
}

/** By path, where the template's bytes are at hand; git is not asked for them, for a status is to be quick. */
export async function countEditedLines({ record, paths, oursAt }: CountInput, input: WorkerInput): Promise<Map<string, LineCounts>> {
  const template = workerTemplate(record);
  if (paths.length === 0 || template === undefined) return new Map();
  const current = await recordedTemplate(template.name, record.templates, input.templates);
  const wanted = paths.flatMap((path) => (record.files[path] === undefined ? [] : [[path, record.files[path]] as const]));
  const ours = (path: string) => bytesOf(oursAt(path));
  const rendered = renderedBefore(current, record, input);
  const base = await pristineBytesOf(wanted, { ...input, rendered, repository: undefined, oursAt: ours });
  return new Map([...base].flatMap(([path, bytes]) => linesBetween(bytes, ours(path), path)));
}

function linesBetween(before: Uint8Array, after: Uint8Array | undefined, path: string): [string, LineCounts][] {
  const [from, to] = [textOf(withLineFeeds(before)), after && textOf(withLineFeeds(after))];
  if (from === undefined || to === undefined) return [];
  const number = lineNumbering();
  const hunks = hunksBetween(number(linesWithEnds(from)), number(linesWithEnds(to)));
  const sum = (lengthOf: (hunk: (typeof hunks)[number]) => number) => hunks.reduce((total, hunk) => total + lengthOf(hunk), 0);
  return [[path, { added: sum(({ toStart, toEnd }) => toEnd - toStart), removed: sum(({ fromStart, fromEnd }) => fromEnd - fromStart) }]];
}

/** A newline at the end of a file that one side lacks is a difference as well. */
function linesWithEnds(text: string): string[] {
  return text.split(/(?<=\n)/);
}
