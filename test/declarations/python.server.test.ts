import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { readPython } from '../../src/declarations/python.ts';
import type { Declarations } from '../../src/domain/declarations.ts';
import { ToolError } from '../../src/errors/tool-error.ts';
import { describeWith } from '../support/tools.ts';
import { linkPythonEnvironment, projectRoot, pythonTemplate } from '../support/python-worker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const contracts = 'contracts/render_contracts/__init__.py';
const head = `from datetime import timedelta
from pydantic import BaseModel
from .define import managed_activity, managed_workflow, query, signal, update
class Job(BaseModel):
    prompt: str
`;
const decorator = '@managed_activity(task_queue="gpu", start_to_close=timedelta(minutes=2))';

async function thrown(work: Promise<unknown>): Promise<ToolError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ToolError) return error;
  throw error ?? new Error('nothing was thrown');
}

describeWith(['python', 'python-registry'], 'reading the declarations of a Python worker', () => {
  let define = '';
  let implementing = '';

  beforeAll(async () => {
    define = await readFile(join(pythonTemplate, 'files/contracts/{{package}}_contracts/define.py'), 'utf8');
    implementing = 'raise RuntimeError("a module of bodies was run")\n';
  });

  async function workerOf(files: Record<string, string>): Promise<string> {
    const root = await temporaryFolder({ 'contracts/render_contracts/define.py': define, [contracts]: head, 'src/render/__init__.py': '' });
    await linkPythonEnvironment(root);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return root;
  }

  async function read(files: Record<string, string>, timeout?: number): Promise<Declarations> {
    const root = await workerOf(files);
    const reader = join(projectRoot, 'src/declarations/extractors/python');
    return await readPython({ root, reader, files: nodeFiles, processes: nodeProcesses, timeout });
  }

  async function refused(files: Record<string, string>, timeout?: number): Promise<ToolError> {
    return await thrown(read(files, timeout));
  }

  const inContracts = (code: string) => ({ [contracts]: `${head}${code}` });

  test('the split form: a contract, and a body that is never loaded', async () => {
    const { activities } = await read({
      ...inContracts(`@managed_activity(task_queue="gpu", start_to_close=timedelta(minutes=2), attempts=5, worker="gpu", heartbeat=timedelta(seconds=5))
async def render(job: Job) -> Job: ...
`),
      'src/render/bodies.py': `from managed_worker import implements
import render_contracts as contracts
${implementing}
@implements(contracts.render)
async def render_on_gpu(job): ...
`,
    });
    expect(activities).toEqual([
      {
        name: 'render',
        symbol: 'render',
        taskQueue: 'gpu',
        worker: 'gpu',
        source: { file: contracts, line: 7, column: 1 },
        fields: {
          taskQueue: { file: contracts, line: 6, column: 19 },
          startToCloseTimeout: { file: contracts, line: 6, column: 37 },
          retry: { file: contracts, line: 6, column: 74 },
          worker: { file: contracts, line: 6, column: 86 },
          heartbeatTimeout: { file: contracts, line: 6, column: 100 },
        },
        input: { title: 'Job', type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
        output: { title: 'Job', type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
        options: { startToCloseTimeout: 120_000, heartbeatTimeout: 5000, retry: { maximumAttempts: 5 } },
        implementations: [{ source: { file: 'src/render/bodies.py', line: 6, column: 1 }, symbol: 'render_on_gpu' }],
      },
    ]);
  });

  test('a workflow with its handlers and options', async () => {
    const { workflows } = await read({
      ...inContracts(`@managed_workflow(task_queue="orders", name="CreateImage", namespace="pictures", run_timeout=timedelta(days=1), id_conflict="use-existing", priority=2)
class Create:
    async def run(self, job: Job) -> None: ...
    @signal
    def cancel(self, job: Job) -> None: ...
    @query
    def progress(self) -> Job: ...
    @query
    def part(self, job: Job) -> Job: ...
    @update
    async def resize(self, job: Job) -> Job: ...
`),
      'src/render/workflows.py': `from managed_worker import implements
from render_contracts import Create as Contract
@implements(Contract)
class CreateWorkflow: ...
`,
    });
    const job = { title: 'Job', type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] };
    expect(workflows).toMatchObject([
      {
        name: 'CreateImage',
        symbol: 'Create',
        namespace: 'pictures',
        output: { type: 'null' },
        signals: { cancel: { input: job } },
        queries: { progress: { output: job }, part: { input: job, output: job } },
        updates: { resize: { input: job, output: job } },
        options: { runTimeout: 86_400_000, idConflictPolicy: 'USE_EXISTING', priority: { priorityKey: 2 } },
        implementations: [{ symbol: 'CreateWorkflow', source: { file: 'src/render/workflows.py', line: 4 } }],
      },
    ]);
    expect(workflows[0]?.queries['progress']).toEqual({ output: job });
  });

  test('the short form: both decorators on the body, models beside it', async () => {
    const read_ = await read({
      'src/render/models.py': 'from pydantic import BaseModel\nclass Word(BaseModel):\n    word: str\n',
      'src/render/activities.py': `from datetime import timedelta
from render_contracts.define import managed_activity
from .models import Word
${decorator}
def shout(word: Word) -> Word:
    raise RuntimeError('a body was run')
`,
      'src/render/workflows.py': `from render_contracts.define import managed_workflow
from temporalio import workflow
from .models import Word
@managed_workflow(task_queue="words")
class Shout:
    @workflow.run
    async def run(self, word: Word) -> Word:
        return word
    @workflow.signal
    def more(self, word: Word) -> None: ...
`,
      'sdk/managed_worker/__init__.py': '',
      'sdk/managed_worker/implementation.py': 'def bind_workflow(declared, body): ...\n',
    });
    expect(read_.activities).toMatchObject([
      { name: 'shout', implementations: [{ symbol: 'shout', source: { file: 'src/render/activities.py', line: 5 } }] },
    ]);
    expect(read_.workflows).toMatchObject([
      { name: 'Shout', signals: { more: { input: { title: 'Word' } } }, implementations: [{ symbol: 'Shout' }] },
    ]);
    expect(read_.passthroughModules).toEqual(['managed_worker', 'render.activities', 'render.models', 'render_contracts']);
  });

  test('a contract is found through re-exports, stars and relative imports', async () => {
    const { activities } = await read({
      [contracts]: 'from .gpu import *\n',
      'contracts/render_contracts/gpu.py': `${head}${decorator}\nasync def render(job: Job) -> Job: ...\n`,
      'src/render/again.py': 'from render_contracts import render as paint\n',
      'src/render/bodies/one.py':
        'from managed_worker import implements as body\nfrom ..again import paint\n@body(paint)\ndef one(job): ...\n',
    });
    expect(activities).toMatchObject([{ implementations: [{ symbol: 'one', source: { file: 'src/render/bodies/one.py', line: 4 } }] }]);
  });

  test('several bodies, or none, are left for the rules to tell', async () => {
    const { activities } = await read({
      ...inContracts(`${decorator}\nasync def render(job: Job) -> Job: ...\n${decorator}\nasync def paint(job: Job) -> Job: ...\n`),
      'src/render/bodies.py':
        'from managed_worker import implements\nfrom render_contracts import render\n@implements(render)\ndef one(job): ...\n@implements(render)\ndef two(job): ...\n',
    });
    expect(activities.map(({ name, implementations }) => [name, implementations.map(({ symbol }) => symbol)])).toEqual([
      ['render', ['one', 'two']],
      ['paint', []],
    ]);
  });

  test('a worker that declares nothing has no declarations', async () => {
    expect(await read({})).toMatchObject({ activities: [], workflows: [], passthroughModules: ['render_contracts'] });
  });

  test('what a module prints on import does not get into the result', async () => {
    const { activities } = await read(
      inContracts(`print("hello")\nimport os\nos.write(1, b"hello")\n${decorator}\nasync def render(job: Job) -> Job: ...\n`),
    );
    expect(activities).toHaveLength(1);
  });

  const topLevel = 'a contract is a decorated definition at the top level of a module';
  const fromEnvironment = 'comes from an environment variable; write the value itself, config must not depend on who reads it';

  test.each([
    {
      title: 'a definition in a loop',
      code: `for queue in ["a", "b"]:\n    @managed_activity(task_queue=queue, start_to_close=timedelta(minutes=2))\n    async def render(job: Job) -> Job: ...\n`,
      problem: { line: 8, column: 5, message: `managed_activity stands inside a loop; ${topLevel}` },
    },
    {
      title: 'a definition in a comprehension',
      code: 'made = [managed_activity(task_queue=queue, start_to_close=timedelta(minutes=2)) for queue in "ab"]\n',
      problem: { line: 6, column: 9, message: `managed_activity stands inside a loop; ${topLevel}` },
    },
    {
      title: 'a definition in a function',
      code: `def make():\n    ${decorator}\n    async def render(job: Job) -> Job: ...\n`,
      problem: { line: 8, column: 5, message: `managed_activity stands inside a function; ${topLevel}` },
    },
    {
      title: 'a definition under a condition',
      code: `if True:\n    ${decorator}\n    async def render(job: Job) -> Job: ...\n`,
      problem: { line: 8, column: 5, message: `managed_activity stands inside an if; ${topLevel}` },
    },
    {
      title: 'a definition that is called and not decorated',
      code: `async def body(job: Job) -> Job: ...\nrender = ${decorator.slice(1)}(body)\n`,
      problem: { line: 7, column: 10, message: `managed_activity stands as a plain call; ${topLevel}` },
    },
    {
      title: 'a task queue from an environment variable',
      code: `import os\n@managed_activity(task_queue=os.environ["QUEUE"], start_to_close=timedelta(minutes=2))\nasync def render(job: Job) -> Job: ...\n`,
      problem: { line: 7, column: 19, field: 'taskQueue', message: fromEnvironment },
    },
    {
      title: 'a task queue from an environment variable by way of a name and a text',
      code: `from os import getenv as env\nREGION: str = env("REGION", "eu")\nQUEUE = f"gpu-{REGION}"\n@managed_activity(task_queue=QUEUE, start_to_close=timedelta(minutes=2))\nasync def render(job: Job) -> Job: ...\n`,
      problem: { line: 9, column: 19, field: 'taskQueue', message: fromEnvironment },
    },
    {
      title: 'arguments that are spread',
      code: `settings = {"task_queue": "gpu"}\n@managed_activity(**settings)\nasync def render(job: Job) -> Job: ...\n`,
      problem: { line: 7, column: 2, message: 'give the arguments by name, one by one: what is spread cannot be seen here' },
    },
    {
      title: 'a decorator without its arguments',
      code: '@managed_activity\nasync def render(job: Job) -> Job: ...\n',
      problem: { line: 6, column: 2, message: '@managed_activity is used without its arguments' },
    },
    {
      title: 'a workflow that is a function',
      code: '@managed_workflow(task_queue="q")\nasync def render(job: Job) -> Job: ...\n',
      problem: { line: 7, column: 1, message: 'managed_workflow stands on a function; it takes a class' },
    },
    {
      title: 'a syntax error',
      code: `${decorator}\nasync def render(job: Job) -> Job ...\n`,
      problem: { line: 7, column: 35, message: "syntax error: expected ':'" },
    },
    {
      title: 'a type that is no model',
      code: `${decorator}\nasync def render(job: int) -> Job: ...\n`,
      problem: {
        line: 7,
        column: 1,
        field: 'input',
        message: 'job of render is int; make it a Pydantic model (a class under pydantic.BaseModel)',
      },
    },
    {
      title: 'a dataclass',
      code: `from dataclasses import dataclass\n@dataclass\nclass Plain:\n    x: int\n${decorator}\nasync def render(job: Job) -> Plain: ...\n`,
      problem: {
        line: 11,
        column: 1,
        field: 'output',
        message: 'the result of render is Plain, a dataclass; make it a Pydantic model (a class under pydantic.BaseModel)',
      },
    },
    {
      title: 'a model of Pydantic 1',
      code: `from pydantic.v1 import BaseModel as Old\nclass Plain(Old):\n    x: int\n${decorator}\nasync def render(job: Plain) -> Job: ...\n`,
      problem: {
        line: 10,
        column: 1,
        field: 'input',
        message: 'job of render is Plain, a model of Pydantic 1; make it a Pydantic model (a class under pydantic.BaseModel)',
      },
    },
    {
      title: 'an input without a type',
      code: `${decorator}\nasync def render(job) -> Job: ...\n`,
      problem: { line: 7, column: 1, field: 'input', message: 'job of render has no type; give it a Pydantic model' },
    },
    {
      title: 'an output without a type',
      code: `${decorator}\nasync def render(job: Job): ...\n`,
      problem: {
        line: 7,
        column: 1,
        field: 'output',
        message: 'render does not say what it returns; give it a Pydantic model, or None',
      },
    },
    {
      title: 'no input at all',
      code: `${decorator}\nasync def render() -> Job: ...\n`,
      problem: { line: 7, column: 1, field: 'input', message: 'render takes no input; give it one Pydantic model' },
    },
    {
      title: 'two inputs',
      code: `${decorator}\nasync def render(job: Job, other: Job) -> Job: ...\n`,
      problem: {
        line: 7,
        column: 1,
        field: 'input',
        message: 'render takes 2 values; a contract takes one Pydantic model, to which fields can be added',
      },
    },
    {
      title: 'a model that JSON cannot hold',
      code: `from collections.abc import Callable\nclass Odd(BaseModel):\n    call: Callable[[], int]\n${decorator}\nasync def render(job: Odd) -> Job: ...\n`,
      problem: {
        line: 10,
        column: 1,
        field: 'input',
        message: 'job of render, Odd, holds what JSON cannot: Cannot generate a JsonSchema for core_schema.CallableSchema',
      },
    },
    {
      title: 'a type that is not known',
      code: `${decorator}\nasync def render(job: "Later") -> Job: ...\n`,
      problem: {
        line: 7,
        column: 1,
        field: 'input',
        message: "a type of render is not known where it stands: name 'Later' is not defined",
      },
    },
    {
      title: 'a workflow without a run',
      code: '@managed_workflow(task_queue="q")\nclass Create:\n    async def go(self, job: Job) -> Job: ...\n',
      problem: { line: 7, column: 1, message: 'Create has no run: `async def run(self, value: Model) -> Model`' },
    },
    {
      title: 'a signal that is no model, at its own line',
      code: '@managed_workflow(task_queue="q")\nclass Create:\n    async def run(self, job: Job) -> Job: ...\n\n    @signal\n    def stop(self, why: str) -> None: ...\n',
      problem: {
        line: 11,
        column: 5,
        field: 'input',
        message: 'why of Create.stop is str; make it a Pydantic model (a class under pydantic.BaseModel)',
      },
    },
    {
      title: 'a name that is taken over later',
      code: `${decorator}\nasync def render(job: Job) -> Job: ...\nrender = None\n`,
      problem: { line: 7, column: 1, message: 'render is something else by the time the module has run; give it a name of its own' },
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

  test('an environment variable is found out across modules too', async () => {
    const error = await refused({
      'contracts/render_contracts/settings.py': 'import os\nQUEUE = os.environ["PATH"]\n',
      [contracts]: `${head}from .settings import QUEUE\n@managed_activity(task_queue=QUEUE, start_to_close=timedelta(minutes=2))\nasync def render(job: Job) -> Job: ...\n`,
    });
    expect(error.problems).toEqual([{ file: contracts, line: 7, column: 19, field: 'taskQueue', message: fromEnvironment }]);
  });

  test.each([
    {
      title: 'a body of something that is no contract',
      code: 'from managed_worker import implements\nfrom render_contracts import Job\n@implements(Job)\ndef one(job): ...\n',
      problem: { line: 4, column: 1, message: 'implements names Job, which is no contract of this worker' },
    },
    {
      title: 'a contract that is worked out',
      code: 'from managed_worker import implements\n@implements([1][0])\ndef one(job): ...\n',
      problem: { line: 2, column: 2, message: 'implements takes the contract itself, by its name' },
    },
    {
      title: 'a body inside a function',
      code: 'from managed_worker import implements\nfrom render_contracts import Job\ndef make():\n    @implements(Job)\n    def one(job): ...\n',
      problem: {
        line: 5,
        column: 5,
        message: 'implements stands inside a function; a body is a decorated definition at the top level of a module',
      },
    },
  ])('$title is refused where it stands', async ({ code, problem }) => {
    const error = await refused({ 'src/render/bodies.py': code });
    expect(error.problems).toEqual([{ file: 'src/render/bodies.py', ...problem }]);
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
