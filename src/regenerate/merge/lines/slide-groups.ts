import type { Side } from './side.ts';

/** Neighbouring changed lines `[start, end)`; empty between two unchanged ones. */
interface Group {
  start: number;
  end: number;
}

/**
 * A changed group whose first line equals the line after it may as well begin one line later. Each group of `side` is
 * moved as far down as it goes, joined with groups it meets, or up again to where it stands beside a change of the other side.
 */
export function slideGroups(side: Side, other: Side): void {
  const group = firstGroup(side.changed);
  const facing = firstGroup(other.changed);
  do {
    if (group.end > group.start) slide(side, group, { changed: other.changed, group: facing });
  } while (toNext(side.changed, group) && toNext(other.changed, facing));
}

function slide(side: Side, group: Group, facing: { changed: Uint8Array; group: Group }): void {
  let size: number;
  let top: number;
  let meets: boolean;
  do {
    size = group.end - group.start;
    while (moveUp(side, group)) toPrevious(facing.changed, facing.group);
    top = group.end;
    meets = isFilled(facing.group);
    while (moveDown(side, group)) {
      toNext(facing.changed, facing.group);
      meets ||= isFilled(facing.group);
    }
  } while (size !== group.end - group.start);
  if (group.end === top || !meets) return;
  while (!isFilled(facing.group)) {
    moveUp(side, group);
    toPrevious(facing.changed, facing.group);
  }
}

function isFilled({ start, end }: Group): boolean {
  return end > start;
}

function firstGroup(changed: Uint8Array): Group {
  let end = 0;
  while (changed[end] === 1) end += 1;
  return { start: 0, end };
}

function toNext(changed: Uint8Array, group: Group): boolean {
  if (group.end >= changed.length) return false;
  group.start = group.end + 1;
  group.end = group.start;
  while (changed[group.end] === 1) group.end += 1;
  return true;
}

function toPrevious(changed: Uint8Array, group: Group): void {
  group.end = group.start - 1;
  group.start = group.end;
  while (changed[group.start - 1] === 1) group.start -= 1;
}

function moveUp({ lines, changed }: Side, group: Group): boolean {
  if (group.start === 0 || lines[group.start - 1] !== lines[group.end - 1]) return false;
  group.start -= 1;
  group.end -= 1;
  changed[group.start] = 1;
  changed[group.end] = 0;
  while (changed[group.start - 1] === 1) group.start -= 1;
  return true;
}

function moveDown({ lines, changed }: Side, group: Group): boolean {
  if (group.end >= lines.length || lines[group.start] !== lines[group.end]) return false;
  changed[group.start] = 0;
  changed[group.end] = 1;
  group.start += 1;
  group.end += 1;
  while (changed[group.end] === 1) group.end += 1;
  return true;
}
