import { expect, test } from 'vitest';
import { contracts, decorator, head, inContracts, refused } from '../support/python-contracts.ts';
import { describeWith } from '../support/tools.ts';

const topLevel = 'a contract is a decorated definition at the top level of a module';
const fromEnvironment = 'comes from an environment variable; write the value itself, config must not depend on who reads it';

describeWith(['python', 'python-registry'], 'where a Python contract may stand', () => {
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
      title: 'a name that is taken over later',
      code: `${decorator}\nasync def render(job: Job) -> Job: ...\nrender = None\n`,
      problem: { line: 7, column: 1, message: 'render is something else by the time the module has run; give it a name of its own' },
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
});
