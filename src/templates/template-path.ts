/** Names Windows keeps for devices, whatever their ending. */
const deviceName = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?$/i;

/** Where the tool and git keep their own things; no template writes there. */
const keptFolders = new Set(['.git', '.managed-worker']);

type Rule = (path: string, segments: readonly string[]) => boolean;

/** In this order: the first that breaks is the one told. */
const rules: readonly (readonly [breaks: Rule, message: string])[] = [
  [(path) => path === '', 'is empty'],
  [(path) => path.startsWith('/') || /^[A-Za-z]:/.test(path), 'is an absolute path'],
  [(path) => path.includes('\\'), 'holds a backslash'],
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  [(path) => /[\u0000-\u001F\u007F]/.test(path), 'holds a control character'],
  [(path) => /[<>:"|?*]/.test(path), 'holds a character that Windows does not take'],
  [(_, segments) => segments.includes('..'), 'leaves the target folder with `..`'],
  [(_, segments) => segments.includes('.') || segments.includes(''), 'holds an empty segment or `.`'],
  [(_, segments) => segments.some((segment) => deviceName.test(segment)), 'holds a name that Windows keeps for a device'],
  [(_, segments) => segments.some((segment) => /[. ]$/.test(segment)), 'holds a segment that ends with a full stop or a space'],
  [(_, segments) => keptFolders.has(segments[0]?.toLowerCase() ?? ''), 'lies in a folder that git or this tool keeps for itself'],
];

/** Why a path may not be written below a target on every system; `undefined` when it may. */
export function templatePathProblem(path: string): string | undefined {
  const segments = path.split('/');
  return rules.find(([breaks]) => breaks(path, segments))?.[1];
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
