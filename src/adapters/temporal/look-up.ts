import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** As a shell would: the first file of that name on PATH that may be executed. */
export function lookUp(
  command: string,
  env: Readonly<Record<string, string | undefined>>,
  skip: (path: string) => boolean = () => false,
): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const name = process.platform === 'win32' ? `${command}.exe` : command;
  return folders.map((folder) => join(folder, name)).find((path) => mayRun(path) && !skip(path));
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
