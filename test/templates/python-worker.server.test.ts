import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { readPython } from '../../src/declarations/python.ts';
import {
  linkPythonEnvironment,
  projectRoot,
  pythonPath,
  pythonReader,
  pythonTemplate,
  writePythonWorker,
} from '../support/python-worker.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { describeWith, requireTool } from '../support/tools.ts';

const temporal = requireTool('temporal');
const pythonTests = join(projectRoot, 'test/templates/python');

describeWith(['python', 'temporal', 'python-registry'], 'a generated Python worker', () => {
  const worker = sharedFolder();

  beforeAll(async () => {
    await writePythonWorker(worker());
    await linkPythonEnvironment(worker());
  });

  /** What a module of the environment has to say when it fails; nothing when it passes. */
  async function complaintOf(args: readonly string[], cwd = worker()): Promise<string> {
    const { exitCode, stdout, stderr } = await nodeProcesses.run(join(worker(), '.venv/bin/python'), ['-m', ...args], {
      cwd,
      env: { TEMPORAL_CLI: temporal, PYTHONPATH: pythonPath(worker()), PYTHONDONTWRITEBYTECODE: '1', WORKER_ROOT: worker() },
    });
    return exitCode === 0 ? '' : `exit ${String(exitCode)}\n${stdout}\n${stderr}`;
  }

  test.each([
    { title: 'passes its own tests', args: ['pytest', '--quiet', '-p', 'no:cacheprovider'] },
    { title: 'is lint-free', args: ['ruff', 'check', '--no-cache', '.'] },
    { title: 'is formatted', args: ['ruff', 'format', '--no-cache', '--check', '.'] },
    { title: 'passes pyright in strict mode', args: ['pyright'] },
  ])('$title', async ({ args }) => {
    expect(await complaintOf(args)).toBe('');
  });

  test('has an SDK that keeps its promises', async () => {
    expect(await complaintOf(['pytest', '--quiet'], pythonTests)).toBe('');
  }, 300_000);

  test('declares what the template ships', async () => {
    const declared = await readPython({
      root: worker(),
      reader: pythonReader,
      files: nodeFiles,
      processes: nodeProcesses,
    });
    const shipped = `${JSON.stringify(declared, null, 2).replaceAll('image_render', '{{package}}')}\n`;
    await expect(shipped).toMatchFileSnapshot(join(pythonTemplate, 'declarations.json'));
  });

  test.each([
    { title: 'lint-free', args: ['ruff', 'check', '--no-cache', '--extend-ignore', 'S,I'] },
    { title: 'formatted', args: ['ruff', 'format', '--no-cache', '--check'] },
  ])("the project's own Python is $title by the same rules", async ({ args }) => {
    expect(await complaintOf([...args, '--config', join(worker(), 'pyproject.toml'), pythonReader, pythonTests])).toBe('');
  });

  test('is formatted and lint-free under the longest name, with an owner in any script', async () => {
    const folder = join(worker(), 'longest');
    await writePythonWorker(folder, { name: 'a-worker-whose-name-is-as-long-as-any-may-be-47', owner: 'R&D "客户" <团队>' });
    expect(await complaintOf(['ruff', 'check', '--no-cache', '.'], folder)).toBe('');
    expect(await complaintOf(['ruff', 'format', '--no-cache', '--check', '.'], folder)).toBe('');
  });
});
