import { expect, test } from 'vitest';
import { contracts, decorator, inContracts, refused } from '../support/python-contracts.ts';
import { describeWith } from '../support/tools.ts';

describeWith(['python', 'python-registry'], 'what a Python contract may take and give', () => {
  test.each([
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
  ])('$title is refused where it stands', async ({ code, problem }) => {
    const error = await refused(inContracts(code));
    expect(error).toMatchObject({ code: 'DECLARATION_INVALID', hint: 'Mend them and run `config` again. Nothing was written.' });
    expect(error.problems).toEqual([{ file: contracts, ...problem }]);
  });
});
