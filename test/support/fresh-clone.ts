import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { projectRoot } from './packed.ts';

/** What a clone of this checkout would hold once everything in it is committed: no builds, no installed packages. */
export async function freshClone(target: string): Promise<string> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const { exitCode, stdout, stderr } = await nodeProcesses.run('git', args, { cwd: projectRoot });
  if (exitCode !== 0) throw new Error(`git ls-files: ${stderr}`);
  for (const path of stdout.split('\0').filter((name) => name !== '' && !name.startsWith('test/golden/workers/'))) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    // A file that is deleted and not yet committed as such is in the list.
    await cp(join(projectRoot, path), join(target, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  return target;
}
