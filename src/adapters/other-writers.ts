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
/** Whose number a container of a person's own shows for users it does not know, as root of the machine below it. */
const nobody = 65_534;

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
  const isLink = stats.isSymbolicLink();
  // The kubelet alone writes to a volume of its own, whatever the bits of its folder say.
  if (isLink && stats.uid === 0 && readlinkSync(here).startsWith('..data/')) return [realpathSync(here)];
  const folders = [folder];
  for (let at = folder; at !== dirname(at); at = dirname(at)) folders.push(dirname(at));
  return [...(isLink ? placesOf(resolve(folder, readlinkSync(here))) : [here]), ...folders];
}

function writerOf(place: string): OtherWriter | undefined {
  const stats = statSync(place);
  // Of /tmp and its like: others may put something in, but not in the place of what is there.
  const isShared = stats.isDirectory() && (stats.mode & onlyOwnersRemove) !== 0;
  if (!isShared && (stats.mode & everybodyMayWrite) !== 0) return { who: 'everybody', place };
  if (!isShared && mayGroupWrite(stats)) return { who: 'a group', place };
  const trusted = [0, process.geteuid?.(), ...(stats.isDirectory() ? [nobody] : [])];
  return trusted.includes(stats.uid) ? undefined : { who: 'another user', place };
}

/** A group with the number of its user is that user alone, as most systems make them. */
function mayGroupWrite({ mode, gid, uid }: Stats): boolean {
  return (mode & groupMayWrite) !== 0 && gid !== uid;
}
