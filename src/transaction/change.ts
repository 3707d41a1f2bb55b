export interface FileState {
  bytes: Uint8Array;
  mode: '644' | '755';
}

/** One file as it is and as it is to be; `undefined`: there is no such file. */
export interface FileChange {
  /** Relative to the target, with `/`. */
  path: string;
  before: FileState | undefined;
  after: FileState | undefined;
}
