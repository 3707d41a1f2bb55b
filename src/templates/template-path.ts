/** Names Windows keeps for devices, whatever their ending. */
const deviceName = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?$/i;

/** Where the tool and git keep their own things; no template writes there. */
const keptFolders = new Set(['.git', '.managed-worker']);

/** Why a path may not be written below a target on every system; `undefined` when it may. */
export function templatePathProblem(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is an absolute path';
  if (path.includes('\\')) return 'holds a backslash';
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'holds a control character';
  if (/[<>:"|?*]/.test(path)) return 'holds a character that Windows does not take';
  const segments = path.split('/');
  if (segments.includes('..')) return 'leaves the target folder with `..`';
  if (segments.includes('.') || segments.includes('')) return 'holds an empty segment or `.`';
  if (segments.some((segment) => deviceName.test(segment))) return 'holds a name that Windows keeps for a device';
  if (segments.some((segment) => /[. ]$/.test(segment))) return 'holds a segment that ends with a full stop or a space';
  if (keptFolders.has(segments[0]?.toLowerCase() ?? '')) return `lies in ${segments[0] ?? ''}/, which is not a template's`;
  return undefined;
}

export interface PathClash {
  path: string;
  message: string;
}

/** Paths that cannot stand beside each other, also on a file system that takes `A` and `a` for the same name. */
export function pathClashes(paths: readonly string[]): PathClash[] {
  const owners = new Map<string, string>();
  const folders = new Map<string, string>();
  const clashes: PathClash[] = [];
  for (const path of paths) {
    const key = path.toLowerCase();
    const taken = owners.get(key);
    if (taken !== undefined)
      clashes.push({ path, message: taken === path ? 'is rendered twice' : `differs from ${taken} by capitals alone` });
    owners.set(key, path);
    for (let cut = key.lastIndexOf('/'); cut > 0; cut = key.lastIndexOf('/', cut - 1)) folders.set(key.slice(0, cut), path);
  }
  for (const [key, path] of owners) {
    const inside = folders.get(key);
    if (inside !== undefined) clashes.push({ path, message: `is a file here and a folder for ${inside}` });
  }
  return clashes;
}
