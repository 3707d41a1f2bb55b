import { lstatSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Somebody but this user and root who may put other content at a path, and where: the file, or a folder on the way to it. */
export interface OtherWriter {
  who: 'everybody' | 'a group' | 'another user';
  place: string;
}

const groupMayWrite = 0o020;
const everybodyMayWrite = 0o002;
const onlyOwnersRemove = 0o1000;

/** Who may change a file beside this user and root, or replace it or one of its folders; of links, what they lead to as well. The widest first. */
export function otherWriters(path: string): OtherWriter[] {
  // Windows has neither owners nor such bits.
  if (process.getuid === undefined) return [];
  const found = placesOf(path).flatMap((place) => writerOf(place) ?? []);
  const order = ['everybody', 'a group', 'another user'];
  return found.toSorted((one, other) => order.indexOf(one.who) - order.indexOf(other.who));
}

function placesOf(path: string): string[] {
  const folder = realpathSync(dirname(path));
  const here = join(folder, basename(path));
  const stats = lstatSync(here);
  // The kubelet alone writes to a volume of its own, whatever the bits of its folder say.
  const isLink = stats.isSymbolicLink();
  if (isLink && stats.uid === 0 && readlinkSync(here).startsWith('..data/')) return [realpathSync(here)];
  const folders = [folder];
  for (let at = folder; at !== dirname(at); at = dirname(at)) folders.push(dirname(at));
  return [...(isLink ? placesOf(resolve(folder, readlinkSync(here))) : [here]), ...folders];
}

function writerOf(place: string): OtherWriter | undefined {
  const stats = statSync(place);
  if (stats.isDirectory() && (stats.mode & onlyOwnersRemove) !== 0) return undefined;
  if ((stats.mode & everybodyMayWrite) !== 0) return { who: 'everybody', place };
  if (mayGroupWrite(stats)) return { who: 'a group', place };
  return stats.uid === 0 || stats.uid === process.geteuid?.() ? undefined : { who: 'another user', place };
}

/** A group with the number of its user is that user alone, as most systems make them. */
function mayGroupWrite({ mode, gid, uid }: Stats): boolean {
  return (mode & groupMayWrite) !== 0 && gid !== uid;
}
