import { milliseconds } from '../../domain/duration.ts';
import { parseStrictYaml, readYaml, yamlPlace } from '../../domain/read-yaml.ts';
import { ToolError, type Problem } from '../../errors/tool-error.ts';
import { revocationsDocument, type RevocationsDocument } from '../documents.ts';

/** A caller that is let in no more. Times are milliseconds since the epoch. */
export interface Revocation {
  readonly subject: string;
  /** Name of the one identity source that it counts for; all of them when there is none. */
  readonly source: string | undefined;
  readonly reason: string;
  /** When somebody decided so; it counts from when it is read. */
  readonly at: number;
  /** Infinity: for good. */
  readonly until: number;
}

/** Reads a revocations file; throws REVOCATIONS_INVALID with every problem at once. */
export function readList(text: string, file: string): Revocation[] {
  const reading = readYaml(revocationsDocument, text, file);
  if (reading.kind === 'invalid') throw invalid(file, reading.problems);
  const { revoked } = reading.value.spec;
  const problems = repeated(revoked).map((index) => {
    const yaml = parseStrictYaml(text, file);
    return { ...yamlPlace(yaml, ['spec', 'revoked', index, 'subject'], file), message: 'stands twice for the same source' };
  });
  if (problems.length > 0) throw invalid(file, problems);
  return revoked.map(revocationOf);
}

type Entry = RevocationsDocument['spec']['revoked'][number];

function revocationOf({ subject, source, reason, at, for: length }: Entry): Revocation {
  const since = Date.parse(at);
  return { subject, source, reason, at: since, until: length === undefined ? Infinity : since + milliseconds(length) };
}

function repeated(entries: readonly Entry[]): number[] {
  const keys = entries.map(({ subject, source }) => JSON.stringify([subject, source ?? null]));
  return keys.flatMap((key, index) => (keys.indexOf(key) < index ? [index] : []));
}

function invalid(file: string, problems: readonly Problem[]): ToolError {
  return new ToolError('REVOCATIONS_INVALID', `${file} is not a valid list of revocations`, {
    problems,
    hint: 'Mend it: a proxy that runs keeps the list it has read last, one that starts does not start. Nothing was written.',
  });
}
