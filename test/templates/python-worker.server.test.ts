import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { readPython } from '../../src/declarations/python.ts';
import { linkPythonEnvironment, projectRoot, pythonPath, pythonTemplate, writePythonWorker } from '../support/python-worker.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { describeWith, requireTool } from '../support/tools.ts';

const temporal = requireTool('temporal');

describeWith(['python', 'temporal', 'python-registry'], 'a generated Python worker', () => {
  const worker = sharedFolder();

  beforeAll(async () => {
    await writePythonWorker(worker());
    await linkPythonEnvironment(worker());
  });

  async function python(args: readonly string[], { cwd = worker(), env = {} } = {}): Promise<void> {
    const { exitCode, stdout, stderr } = await nodeProcesses.run(join(worker(), '.venv/bin/python'), args, {
      cwd,
      env: { TEMPORAL_CLI: temporal, PYTHONPATH: pythonPath(worker()), PYTHONDONTWRITEBYTECODE: '1', WORKER_ROOT: worker(), ...env },
    });
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
  }

  test('its own tests pass', () => python(['-m', 'pytest', '--quiet', '-p', 'no:cacheprovider']));
  test('it is lint-free', () => python(['-m', 'ruff', 'check', '--no-cache', '.']));
  test('it is formatted', () => python(['-m', 'ruff', 'format', '--no-cache', '--check', '.']));
  test('it passes pyright in strict mode', () => python(['-m', 'pyright']));

  test(
    'its SDK keeps its promises',
    () => python(['-m', 'pytest', '--quiet'], { cwd: join(projectRoot, 'test/templates/python') }),
    300_000,
  );

  test('what it declares is what the template ships', async () => {
    const declared = await readPython({
      root: worker(),
      reader: join(projectRoot, 'src/declarations/extractors/python'),
      files: nodeFiles,
      processes: nodeProcesses,
    });
    const shipped = await readFile(join(pythonTemplate, 'declarations.json'), 'utf8');
    expect(declared).toEqual(JSON.parse(shipped.replaceAll('{{package}}', 'image_render')));
  });

  test('the code that reads declarations is held to the same rules', async () => {
    const reader = join(projectRoot, 'src/declarations/extractors/python');
    const config = join(worker(), 'pyproject.toml');
    await python(['-m', 'ruff', 'check', '--no-cache', '--config', config, reader]);
    await python(['-m', 'ruff', 'format', '--no-cache', '--check', '--config', config, reader]);
  });

  test('a worker with the longest name is formatted and lint-free too', async () => {
    const name = 'a-worker-whose-name-is-as-long-as-any-may-be-47';
    const folder = join(worker(), 'longest');
    await writePythonWorker(folder, { name, owner: 'R&D "客户" <团队>' });
    await python(['-m', 'ruff', 'check', '--no-cache', '.'], { cwd: folder });
    await python(['-m', 'ruff', 'format', '--no-cache', '--check', '.'], { cwd: folder });
  });
});
