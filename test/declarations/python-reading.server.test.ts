import { expect, test } from 'vitest';
import { contracts, decorator, head, inContracts, read } from '../support/python-contracts.ts';
import { describeWith } from '../support/tools.ts';

describeWith(['python', 'python-registry'], 'reading the declarations of a Python worker', () => {
  test('the split form: a contract, and a body that is never loaded', async () => {
    const { activities } = await read({
      ...inContracts(`@managed_activity(task_queue="gpu", start_to_close=timedelta(minutes=2), attempts=5, worker="gpu", heartbeat=timedelta(seconds=5))
async def render(job: Job) -> Job: ...
`),
      'src/render/bodies.py': `from managed_worker import implements
import render_contracts as contracts
raise RuntimeError("a module of bodies was run")
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
        implementations: [{ source: { file: 'src/render/bodies.py', line: 5, column: 1 }, symbol: 'render_on_gpu' }],
      },
    ]);
  });

  test('a workflow with its handlers and options', async () => {
    const { workflows } = await read({
      ...inContracts(`@managed_workflow(task_queue="orders", name="CreateImage", namespace="pictures", run_timeout=timedelta(days=1), id_conflict="use-existing", priority=2, retry=Retry(attempts=3))
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
        options: { runTimeout: 86_400_000, idConflictPolicy: 'USE_EXISTING', priority: { priorityKey: 2 }, retry: { maximumAttempts: 3 } },
        implementations: [{ symbol: 'CreateWorkflow', source: { file: 'src/render/workflows.py', line: 4 } }],
      },
    ]);
    expect(workflows[0]?.queries['progress']).toEqual({ output: job });
  });

  test('the short form: both decorators on the body, models beside it', async () => {
    const worker = await read({
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
    @workflow.signal
    def stop(self) -> None: ...
`,
      'sdk/managed_worker/__init__.py': '',
      'sdk/managed_worker/implementation.py': 'def bind_workflow(declared, body): ...\n',
    });
    expect(worker.activities).toMatchObject([
      { name: 'shout', implementations: [{ symbol: 'shout', source: { file: 'src/render/activities.py', line: 5 } }] },
    ]);
    expect(worker.workflows).toMatchObject([
      { name: 'Shout', signals: { more: { input: { title: 'Word' } }, stop: {} }, implementations: [{ symbol: 'Shout' }] },
    ]);
    expect(worker.passthroughModules).toEqual(['managed_worker', 'render.activities', 'render.models', 'render_contracts']);
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
});
