import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTemplatesRoom } from '../../build.config.mjs';

/**
 * Keeps the version that each live template has under `templates/released/`. A release never changes; `--again` packs it
 * anew all the same, for as long as nobody can have a worker made with it.
 */
const released = dirname(fileURLToPath(import.meta.url));
const folder = dirname(released);
const isAgain = process.argv.includes('--again');
const { folderContents, nodeBytes, nodeFiles, packPackage, readPackage, unpackPackage } = await loadTemplatesRoom();

const entries = await readdir(folder);
for (const name of entries.filter((entry) => existsSync(join(folder, entry, 'template.yaml'))).toSorted()) {
  const contents = await folderContents(join(folder, name), nodeFiles);
  const { version, digest } = readPackage(contents, name, nodeBytes);
  const archive = join(released, name, `${version}.json.gz`);
  const known = existsSync(archive)
    ? readPackage(unpackPackage(await readFile(archive), archive, nodeBytes), archive, nodeBytes)
    : undefined;
  if (known?.digest === digest) {
    console.log(`${name} ${version}  is released`);
  } else if (known !== undefined && !isAgain) {
    console.error(`${name} ${version}  differs from its release: raise \`version\` in template.yaml`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(archive), { recursive: true });
    await writeFile(archive, packPackage(contents, nodeBytes));
    console.log(`${name} ${version}  packed`);
  }
}
