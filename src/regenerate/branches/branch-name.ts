import type { Bytes } from '../../adapters/bytes.ts';

/** All branches of ours lie below it. */
export const branchFolder = 'managed-worker';

export interface BranchOf {
  /** Of the worker, from the top of the tree. */
  path: string;
  template: string;
  version: string;
}

/**
 * The one name that an upgrade of a worker always has. A path that is no name by itself gets a few digits that tell it from any
 * other: `a/b` and `a-b` are two workers.
 */
export function branchName({ path, template, version }: BranchOf, { sha256 }: Pick<Bytes, 'sha256'>): string {
  const slug = path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const digits = slug === path ? [] : [sha256(new TextEncoder().encode(path)).slice('sha256:'.length).slice(0, 8)];
  return `${branchFolder}/${[slug, ...digits].filter((part) => part !== '').join('-')}/${template}-${version}`;
}
