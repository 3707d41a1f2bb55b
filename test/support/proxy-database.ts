import { readFile } from 'node:fs/promises';

/** What of `texts` a server's SQLite file, or its log of writes, holds anywhere: as it is, in UTF-16 or in base64. */
export async function foundInDatabase(path: string, texts: readonly string[]): Promise<string[]> {
  const parts = await Promise.all([path, `${path}-wal`].map((file) => readFile(file).catch(() => Buffer.alloc(0))));
  const bytes = Buffer.concat(parts);
  if (bytes.length < 4096) throw new Error(`${path} is no database`);
  return texts.filter((text) => spellings(text).some((spelling) => bytes.includes(spelling)));
}

/** Base64 has three spellings of a text, by where it begins; the characters at its ends hang on its neighbours. */
function spellings(text: string): Buffer[] {
  const inBase64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
      .toString('base64')
      .replaceAll('=', '');
    return Buffer.from(encoded.slice(shift === 0 ? 0 : shift + 1, -1));
  });
  return [Buffer.from(text), Buffer.from(text, 'utf16le'), ...inBase64];
}
