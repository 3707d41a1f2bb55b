import { expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { readPython } from '../../src/declarations/python.ts';
import { contracts, decorator, head, inContracts, read, refused, thrown } from '../support/python-contracts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWith } from '../support/tools.ts';

describeWith(['python', 'python-registry'], 'importing Python contracts', () => {
  test.each([
    {
      title: 'a syntax error',
      code: `${decorator}\nasync def render(job: Job) -> Job ...\n`,
      problem: { line: 7, column: 35, message: "syntax error: expected ':'" },
    },
    {
      title: 'code that fails on import',
      code: '\n1 / 0\n',
      problem: { line: 7, message: 'cannot be imported: ZeroDivisionError: division by zero' },
    },
    {
      title: 'code that exits on import',
      code: 'import sys\nsys.exit(3)\n',
      problem: { line: 7, message: 'cannot be imported: SystemExit: 3' },
    },
    {
      title: 'an import that is not there',
      code: 'import nowhere_to_be_found\n',
      problem: { line: 6, message: "cannot be imported: ModuleNotFoundError: No module named 'nowhere_to_be_found'" },
    },
    {
      title: 'a socket on import',
      code: 'import socket\nsocket.create_connection(("127.0.0.1", 9))\n',
      problem: { line: 7, message: 'cannot be imported: Refused: code that runs on import may not look up hosts' },
    },
    {
      title: 'a connection by address on import',
      code: 'import socket\nsocket.socket().connect(("127.0.0.1", 9))\n',
      problem: { line: 7, message: 'cannot be imported: Refused: code that runs on import may not open sockets' },
    },
    {
      title: 'a program started on import',
      code: 'import subprocess\nsubprocess.run(["true"])\n',
      problem: { line: 7, message: 'cannot be imported: Refused: code that runs on import may not start programs' },
    },
    {
      title: 'a shell on import',
      code: 'import os\nos.system("true")\n',
      problem: { line: 7, message: 'cannot be imported: Refused: code that runs on import may not start programs' },
    },
  ])('$title is refused where it stands', async ({ code, problem }) => {
    const error = await refused(inContracts(code));
    expect(error).toMatchObject({ code: 'DECLARATION_INVALID', hint: 'Mend them and run `config` again. Nothing was written.' });
    expect(error.problems).toEqual([{ file: contracts, ...problem }]);
  });

  test('all problems of all files are told at once', async () => {
    const error = await refused({ [contracts]: 'def\n', 'src/render/a.py': 'x =\n', 'src/render/b.py': 'y = (\n' });
    expect(error.problems.map(({ file }) => file)).toEqual([contracts, 'src/render/a.py', 'src/render/b.py']);
  });

  test('code that never ends on import is stopped, and the line it was at is named', async () => {
    const error = await refused(inContracts('def wait():\n    while True:\n        pass\n\nwait()\n'), 700);
    expect(error).toMatchObject({ code: 'DECLARATIONS_TIMEOUT', message: 'the contracts do not end when they are imported' });
    expect(error.problems).toEqual([
      {
        file: contracts,
        line: expect.any(Number),
        message: 'was still running after 0.7 s; a contract only describes, so take the work out',
      },
    ]);
    expect([7, 8]).toContain(error.problems[0]?.line);
  });

  test('a module that swallows everything and threads that go on do not keep the reading from ending', async () => {
    const code = `import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n${decorator}\nasync def render(job: Job) -> Job: ...\n`;
    expect((await read(inContracts(code))).activities).toHaveLength(1);
  });

  test('a module that ends the interpreter is told', async () => {
    const error = await refused(inContracts('import os\nos._exit(3)\n'));
    expect(error.problems).toEqual([{ file: 'contracts', message: 'ended the interpreter (3): ' }]);
  });

  test('a worker without its environment is told how to make it', async () => {
    const root = await temporaryFolder({ [contracts]: head });
    const error = await thrown(readPython({ root, reader: '/nowhere', files: nodeFiles, processes: nodeProcesses }));
    expect(error).toMatchObject({
      code: 'TOOLCHAIN_MISSING',
      problems: [{ file: '.venv', message: 'there is no environment to read the contracts with' }],
      hint: `Run \`python3 sdk/install.py\` in ${root}. Nothing was written.`,
    });
  });
});
