import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

/** A file that lines are put to the end of, by others too. */
export interface AppendFile {
  /**
   * Writes all, or as much as there was room for: then with Node's error. The file is opened anew when its path leads to another one,
   * or to none, as after a rotation.
   */
  append(bytes: Buffer): Promise<{ written: number; error?: Error }>;
  /** Flushes what was written to the disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export type OpenAppendFile = (path: string) => AppendFile;

/** Its owner alone may read it. */
const mode = 0o600;

export const nodeAppendFile: OpenAppendFile = (path) => {
  let handle: FileHandle | undefined;
  let id = '';
  const opened = async (): Promise<FileHandle> => {
    const stats = await stat(path).catch(() => undefined);
    if (handle !== undefined && stats !== undefined && id === `${stats.dev} ${stats.ino}`) return handle;
    await handle?.close();
    handle = undefined;
    const made = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, mode);
    const { dev, ino } = await made.stat();
    id = `${dev} ${ino}`;
    handle = made;
    return made;
  };
  return {
    async append(bytes) {
      let written = 0;
      try {
        const file = await opened();
        while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
        return { written };
      } catch (error) {
        return { written, error: error instanceof Error ? error : new Error(String(error)) };
      }
    },
    async flush() {
      await handle?.datasync();
    },
    async close() {
      const last = handle;
      handle = undefined;
      await last?.close();
    },
  };
};
