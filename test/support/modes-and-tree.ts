import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything in a folder by path, folders included: what kind it is, its mode and its bytes. */
export type Tree = Record<string, string>;

/** All but `.git`. */
export function modesAndTree(root: string, folder = ''): Tree {
  const tree: Tree = {};
  for (const name of readdirSync(join(root, folder))) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (path === '.git') continue;
    const stats = lstatSync(join(root, path));
    if (stats.isDirectory()) Object.assign(tree, { [path]: 'folder' }, modesAndTree(root, path));
    else if (stats.isSymbolicLink()) tree[path] = `link to ${readlinkSync(join(root, path))}`;
    else tree[path] = `${(stats.mode & 0o777).toString(8)} ${readFileSync(join(root, path), 'latin1')}`;
  }
  return tree;
}
