interface Sides {
  path: string;
  /** Where it lay before; `path` when left out. */
  from?: string | undefined;
  /** `undefined`: there is no such file. */
  before: string | undefined;
  after: string | undefined;
}

/** A unified diff that `git apply` takes. */
export async function diffText(changes: readonly Sides[]): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  return changes
    .map(({ path, from = path, before, after }) => {
      const names = [before === undefined ? '/dev/null' : `a/${from}`, after === undefined ? '/dev/null' : `b/${path}`] as const;
      return createTwoFilesPatch(names[0], names[1], before ?? '', after ?? '', undefined, undefined, {
        headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
      });
    })
    .join('')
    .trimEnd();
}
