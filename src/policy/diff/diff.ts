import { rightsIn, type RightBits } from '../../domain/access.ts';
import { covers, type Pattern } from '../../domain/patterns.ts';
import type { Platform } from '../../domain/platform.ts';
import type { Who } from '../../domain/who.ts';
import { isAbout } from '../cover.ts';
import { entriesAbout } from '../entries-about.ts';
import type { Entry } from '../entry.ts';
import { coversType, everyType, writtenType } from '../type-patterns.ts';
import type { TypePattern } from '../rights.ts';
import type { Change } from './change.ts';
import { inAllPlaces } from './places.ts';
import { inNamespace, saidAt, type Point, type Said } from './points.ts';

export interface DiffInput {
  readonly before: readonly Entry[];
  readonly after: readonly Entry[];
  readonly platform: Pick<Platform, 'environments' | 'regions'>;
}

/** Bits that differ at a point, of some callers. */
interface Raw extends Omit<Point, 'environment' | 'region'> {
  readonly who: Who | undefined;
  readonly change: Change['change'];
  readonly during: Change['during'];
  readonly environment: string | undefined;
  readonly region: string | undefined;
  readonly bits: RightBits;
}

/** Who gains and who loses what. How a policy says it does not matter: the same rights by other roles are no change. */
export function diffEntries({ before, after, platform }: DiffInput): Change[] {
  const [old, next] = [entriesAbout(before), entriesAbout(after)];
  const changes = callersIn([...before, ...after]).flatMap((who) => {
    const about = (find: typeof old) => find(who).filter(({ to }) => to === undefined || (who !== undefined && isAbout(to, who)));
    const [was, is] = [about(old), about(next)];
    if (signatureOf(was) === signatureOf(is)) return [];
    return windowsIn([...was, ...is]).flatMap(({ during, isIn }) =>
      changesOf({ who, during, was: was.filter(isIn), is: is.filter(isIn), platform }),
    );
  });
  return withoutRepeats(changes);
}

/** What is told of everybody is not told of each again. */
function withoutRepeats(changes: readonly Change[]): Change[] {
  const ofEverybody = new Set(changes.filter(({ who }) => who === undefined).map((one) => JSON.stringify(one)));
  return changes.filter((one) => one.who === undefined || !ofEverybody.has(JSON.stringify({ ...one, who: undefined })));
}

function callersIn(entries: readonly Entry[]): (Who | undefined)[] {
  const found = new Map(entries.flatMap(({ to }) => (to ?? [undefined]).map((one) => [JSON.stringify(one) ?? '', one] as const)));
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Equal for entries that say the same, whatever roles and files they are in. */
function signatureOf(entries: readonly Entry[]): string {
  const texts = entries.map(({ namespaces, environments, regions, allow, deny, from, until }) =>
    JSON.stringify([
      namespaces.map(({ source }) => source),
      environments && [...environments],
      regions && [...regions],
      [allow, deny].map((clauses) => clauses.map(({ bits, types }) => [bits, types])),
      [String(from), String(until)],
    ]),
  );
  return texts.toSorted().join('\n');
}

interface Window {
  readonly during: Change['during'];
  readonly isIn: (entry: Entry) => boolean;
}

/** What holds for good, and each break-glass by itself. */
function windowsIn(entries: readonly Entry[]): Window[] {
  const boxed = new Map(
    entries.filter(({ kind }) => kind === 'break-glass').map(({ from, until }) => [`${from} ${until}`, { from, until }] as const),
  );
  const always: Window = { during: undefined, isIn: ({ kind }) => kind !== 'break-glass' };
  const windows = [...boxed.values()].map(({ from, until }): Window => {
    const during = { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
    return { during, isIn: (entry) => entry.kind === 'break-glass' && entry.from === from && entry.until === until };
  });
  return [always, ...windows];
}

interface Compared extends Pick<DiffInput, 'platform'> {
  readonly who: Who | undefined;
  readonly during: Change['during'];
  readonly was: readonly Entry[];
  readonly is: readonly Entry[];
}

function changesOf({ who, during, was, is, platform }: Compared): Change[] {
  const both = [...was, ...is];
  const raw = namespacesIn(both).flatMap((namespace): Raw[] => {
    const [old, next] = [inNamespace(was, namespace), inNamespace(is, namespace)];
    return typesIn([...old, ...next]).flatMap((type) =>
      platform.environments.flatMap((environment) =>
        platform.regions.flatMap((region): Raw[] => {
          const point = { namespace, environment, region, type };
          return differences(saidAt(old, point), saidAt(next, point)).map((found) => ({ who, during, ...point, ...found }));
        }),
      ),
    );
  });
  return inAllPlaces(
    raw.flatMap((one) => withoutWider(one, raw)),
    platform,
  ).map(changeOf);
}

function differences(was: Said, is: Said): Pick<Raw, 'change' | 'bits'>[] {
  const found: Pick<Raw, 'change' | 'bits'>[] = [
    { change: 'gains', bits: is.allowed & ~was.allowed },
    { change: 'loses', bits: was.allowed & ~is.allowed },
    { change: 'is-denied', bits: is.denied & ~was.denied },
    { change: 'is-denied-no-more', bits: was.denied & ~is.denied },
  ];
  return found.filter(({ bits }) => bits !== 0);
}

/** What is told of a wider namespace or type is not told again. */
function withoutWider(one: Raw, all: readonly Raw[]): Raw[] {
  const told = all.reduce((bits, other) => (isWider(other, one) ? bits | other.bits : bits), 0);
  const bits = one.bits & ~told;
  return bits === 0 ? [] : [{ ...one, bits }];
}

function isWider(outer: Raw, inner: Raw): boolean {
  if (outer === inner || outer.change !== inner.change) return false;
  if (outer.environment !== inner.environment || outer.region !== inner.region) return false;
  return covers(outer.namespace, inner.namespace) && coversType(outer.type, inner.type);
}

function changeOf({ who, change, bits, namespace, environment, region, type, during }: Raw): Change {
  const isEvery = coversType(type, everyType);
  const workflowType = isEvery ? undefined : writtenType(type);
  return { who, change, rights: rightsIn(bits), namespace: namespace.source, environment, region, workflowType, during };
}

function namespacesIn(entries: readonly Entry[]): Pattern[] {
  const found = new Map(entries.flatMap(({ namespaces }) => namespaces.map((pattern) => [pattern.source, pattern] as const)));
  return [...found.values()].toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

function typesIn(entries: readonly Entry[]): TypePattern[] {
  const written = entries.flatMap(({ allow, deny }) => [...allow, ...deny].flatMap(({ types }) => types ?? []));
  return [...new Map([everyType, ...written].map((type) => [writtenType(type), type])).values()];
}
