/**
 * The team that CODEOWNERS names for `path` (from the repository's root, with `/`), as an owner: what the platform's
 * pattern makes of an owner is undone, so `@example/team-images` is `team-images` where the pattern is `@example/{owner}`.
 */
export function ownerInCodeowners(text: string, path: string, pattern: string): string | undefined {
  const rules = text.split('\n').flatMap((line) => {
    const [place, owner] = line.replace(/#.*$/, '').trim().split(/\s+/);
    return place !== undefined && place !== '' ? [{ place, owner }] : [];
  });
  const handle = rules.findLast(({ place }) => covers(place, path))?.owner;
  return handle === undefined ? undefined : unpatterned(handle, pattern);
}

/** Patterns for kinds of files say nothing of a whole folder. */
function covers(place: string, path: string): boolean {
  if (place === '*' || place === '/' || place === '**') return true;
  const folder = place.replace(/\/\*{0,2}$/, '').replace(/^\//, '');
  if (folder.includes('*')) return false;
  const isAnchored = place.startsWith('/') || folder.includes('/');
  const whole = `/${path}/`;
  return isAnchored ? whole.startsWith(`/${folder}/`) : whole.includes(`/${folder}/`);
}

function unpatterned(handle: string, pattern: string): string {
  const [before = '', after = ''] = pattern.split('{owner}');
  const isMade = handle.startsWith(before) && handle.endsWith(after) && handle.length > before.length + after.length;
  return isMade ? handle.slice(before.length, handle.length - after.length) : handle;
}
