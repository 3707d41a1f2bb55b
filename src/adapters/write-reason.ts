const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  ENAMETOOLONG: 'a path is too long for the file system',
  ENOTDIR: 'a file stands where a folder is to be',
  EEXIST: 'a file stands where a folder is to be',
  EISDIR: 'a folder stands where a file is to be',
};

/** Why a file could not be written, for whoever has to mend it: `the disk is full (ENOSPC)`. */
export function writeReason({ code = '', message }: NodeJS.ErrnoException): string {
  return `${reasons[code] ?? message} (${code})`;
}
