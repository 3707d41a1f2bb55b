import { expect, test } from 'vitest';
import {
  contractsWorker,
  implementing,
  imports,
  readContracts,
  renderContract,
  renderImplementation,
} from '../support/contracts-worker.ts';
import { failureOf } from '../support/failure.ts';

const fields = "name: 'render', taskQueue: 'gpu', input: z.object({}), output: z.object({}), startToCloseTimeout: '2m'";
const invalid = (...problems: string[]) =>
  [
    'error DECLARATION_INVALID  the declarations cannot be read',
    ...problems,
    'Mend them and run `config` again. Nothing was written.',
  ].join('\n  ');
/** A contract with one field of its input replaced. */
const withInput = (schema: string, more = '') =>
  `${imports}${more}export const render = defineActivity({\n  name: 'render',\n  taskQueue: 'gpu',\n  input: ${schema},\n  output: z.object({}),\n  startToCloseTimeout: '2m',\n});\n`;
const writeOut = 'write each contract out, as `export const name = defineActivity({ … })` at the top of a file';
const notRun = 'which is not run while declarations are read; contracts may import the schema library and each other only';

test.each([
  {
    title: 'a definition built in a loop',
    contract: `${imports}export const all = [];\nfor (const name of ['a', 'b']) {\n  all.push(defineActivity({ ${fields}, name }));\n}\n`,
    problems: [`contracts/src/render.ts:6:12  defineActivity is called in a loop; ${writeOut}`],
  },
  {
    title: 'a definition built in a callback',
    contract: `${imports}export const all = ['a'].map((name) => defineActivity({ ${fields}, name }));\n`,
    problems: [`contracts/src/render.ts:4:40  defineActivity is called in a function; ${writeOut}`],
  },
  {
    title: 'a definition that depends on a condition',
    contract: `${imports}export const one = 1 > 0 ? defineActivity({ ${fields} }) : undefined;\n`,
    problems: [`contracts/src/render.ts:4:28  defineActivity is called in a condition; ${writeOut}`],
  },
  {
    title: 'a definition inside an object',
    contract: `${imports}export const all = { one: defineActivity({ ${fields} }) };\n`,
    problems: [`contracts/src/render.ts:4:27  defineActivity is called inside another expression; ${writeOut}`],
  },
  {
    title: 'a definition in a class',
    contract: `${imports}export class All { static one = defineActivity({ ${fields} }); }\n`,
    problems: [`contracts/src/render.ts:4:33  defineActivity is called in a class; ${writeOut}`],
  },
  {
    title: 'a definition through an alias and a whole-module import, in a loop',
    contract: `import { z } from 'zod/mini';\nimport { defineActivity as act } from './define.ts';\nimport * as d from './define.ts';\nwhile (true) { act({ ${fields} }); d.defineActivity({ ${fields} }); }\n`,
    problems: [
      `contracts/src/render.ts:4:16  defineActivity is called in a loop; ${writeOut}`,
      `contracts/src/render.ts:4:129  defineActivity is called in a loop; ${writeOut}`,
    ],
  },
  {
    title: 'a definition from an environment variable',
    contract: `${imports}export const render = defineActivity({\n  ${fields},\n  taskQueue: process.env.QUEUE ?? 'gpu',\n});\n`,
    problems: ['contracts/src/render.ts:6:14  reads process.env.QUEUE; a contract is the same on every machine, so write the value out'],
  },
  {
    title: 'a definition from an environment variable of a bundler',
    contract: `${imports}const { env } = process;\nexport const render = defineActivity({ ${fields}, taskQueue: import.meta.env.QUEUE ?? env.QUEUE });\n`,
    problems: [
      'contracts/src/render.ts:4:17  reads process; a contract is the same on every machine, so write the value out',
      'contracts/src/render.ts:5:155  reads import.meta.env.QUEUE; a contract is the same on every machine, so write the value out',
    ],
  },
  {
    title: 'a contract that is not exported',
    contract: `${imports}const render = defineActivity({ ${fields} });\n`,
    problems: ["contracts/src/render.ts:4:1  contract 'render' is not exported, so nothing can implement it"],
  },
  {
    title: 'a syntax error in a contract',
    contract: `${imports}export const render = defineActivity({ name: 'render'\n`,
    problems: ['contracts/src/render.ts:5:1  syntax error: Expected `}` but found `EOF`'],
  },
  {
    title: 'a copy of a contract with a field replaced',
    contract: `${imports}export const render = defineActivity({ ${fields} });\nexport const fast = { ...render, name: 'fast' };\n`,
    problems: [
      "contracts/src/render.ts:5:14  'fast' is a contract that no define call in contracts/src makes; write it out, as `export const fast = define…({ … })`",
    ],
  },
  {
    title: 'an import that does not exist',
    contract: `${imports}import { prompt } from './prompt.ts';\nexport const render = defineActivity({ ${fields}, input: prompt });\n`,
    problems: ['contracts/src/render.ts:4:24  could not resolve "./prompt.ts"'],
  },
  {
    title: 'a wait at the top level',
    contract: `${imports}await Promise.resolve();\nexport const render = defineActivity({ ${fields} });\n`,
    problems: ['contracts/src/render.ts:4:1  awaits at the top level; contracts are made at once, without waiting'],
  },
  {
    title: 'a contract that throws',
    contract: `${imports}const limits = undefined;\n\nexport const render = defineActivity({ ${fields}, taskQueue: limits.queue });\n`,
    problems: ["contracts/src/render.ts:6:162  throws when it is imported: Cannot read properties of undefined (reading 'queue')"],
  },
  {
    title: 'a contract that uses a timer',
    contract: `${imports}setInterval(() => undefined, 10);\nexport const render = defineActivity({ ${fields} });\n`,
    problems: ['contracts/src/render.ts:4:1  throws when it is imported: setInterval is not defined'],
  },
  {
    title: 'a value of another package in a field',
    contract: `import { QUEUE } from 'yaml';\n${imports}export const render = defineActivity({\n  ${fields},\n  taskQueue: QUEUE.of(1),\n});\n`,
    problems: [`contracts/src/render.ts:7:3  taskQueue is made from 'yaml'.QUEUE.of(), ${notRun}`],
  },
  {
    title: "a value of Node's own in an option",
    contract: `import os from 'node:os';\n${imports}export const render = defineActivity({\n  ${fields},\n  retry: { maximumAttempts: os.cpus().length },\n});\n`,
    problems: [`contracts/src/render.ts:7:12  retry.maximumAttempts is made from 'node:os'.default.cpus().length, ${notRun}`],
  },
  {
    title: 'product code in a schema',
    contract: `import { Size } from '../../src/size.ts';\n${imports}export const render = defineActivity({\n  ${fields},\n  input: z.object({ size: Size }),\n});\n`,
    problems: [`contracts/src/render.ts:7:3  input is made from '../../src/size.ts'.Size, ${notRun}`],
  },
  {
    title: 'product code in a computed text',
    contract: `import { prefix } from '../../src/size.ts';\n${imports}export const render = defineActivity({\n  ${fields},\n  taskQueue: \`\${prefix}-gpu\`,\n});\n`,
    problems: [`contracts/src/render.ts:7:17  uses '../../src/size.ts'.prefix, ${notRun}`],
  },
  {
    title: 'a zod 3 schema',
    contract: withInput('old.object({ prompt: old.string() })', "import * as old from 'zod/v3';\n"),
    problems: [
      "contracts/src/render.ts:8:3  input is a zod 3 schema; contracts are read with zod 4, so import z from 'zod/mini' or 'zod' of zod 4",
    ],
  },
  {
    title: 'something that is no schema',
    contract: withInput("{ prompt: 'text' }"),
    problems: ['contracts/src/render.ts:7:3  input is not a zod schema'],
  },
  {
    title: 'missing fields',
    contract: `${imports}export const render = defineActivity({ name: 'render' } as never);\n`,
    problems: ['startToCloseTimeout', 'taskQueue', 'input', 'output'].map((field) => `contracts/src/render.ts:4:1  ${field} is missing`),
  },
  {
    title: 'a date in a schema',
    contract: withInput('z.object({ made: z.object({ createdAt: z.date() }) })'),
    problems: ['contracts/src/render.ts:7:38  input.made.createdAt is of type date, which JSON cannot carry; use z.iso.datetime()'],
  },
  {
    title: 'every schema that JSON cannot carry, at once',
    contract: withInput(
      'z.object({ a: z.bigint(), b: z.map(z.string(), z.string()), c: z.set(z.string()), d: z.undefined(), e: z.symbol() })',
    ),
    problems: [
      'contracts/src/render.ts:7:21  input.a is of type bigint, which JSON cannot carry; use z.string() or z.int()',
      'contracts/src/render.ts:7:36  input.b is of type map, which JSON cannot carry; use z.record()',
      'contracts/src/render.ts:7:70  input.c is of type set, which JSON cannot carry; use z.array()',
      'contracts/src/render.ts:7:92  input.d is of type undefined, which JSON cannot carry; use z.optional() around the field, or z.null()',
      'contracts/src/render.ts:7:110  input.e is of type symbol, which JSON cannot carry',
    ],
  },
  {
    title: 'a file in a schema',
    contract: withInput('z.object({ body: z.file() })'),
    problems: ['contracts/src/render.ts:7:21  input.body is of type file, which JSON cannot carry; send where it is stored'],
  },
  {
    title: 'a transform that hides what is sent',
    contract: withInput('z.object({ size: z.transform(Number) })'),
    problems: [
      'contracts/src/render.ts:7:21  input.size is of type transform, which JSON cannot carry; begin with the schema of what is sent, as in z.pipe(sent, z.transform(…))',
    ],
  },
  {
    title: 'options that are not plain data',
    contract: `${imports}export const render = defineActivity({\n  ${fields},\n  retry: { initialInterval: new Date(0) },\n});\n`,
    problems: ['contracts/src/render.ts:6:12  retry.initialInterval is not plain data'],
  },
  {
    title: 'a name that is not text',
    contract: `${imports}export const render = defineActivity({\n  ${fields},\n  name: 5,\n});\n`,
    problems: ['contracts/src/render.ts:6:3  name is not text'],
  },
])('$title is refused', async ({ contract, problems }) => {
  const folder = await contractsWorker({
    'contracts/src/render.ts': contract,
    'src/size.ts': 'throw new Error("product code was run");\n',
  });
  expect(await failureOf(readContracts(folder))).toBe(invalid(...problems));
});

const render = "import { render } from '../contracts/src/render.ts';\n";
const activity = "import { implement } from '../sdk/activity.ts';\n";

test.each([
  {
    title: 'nothing by default',
    text: 'export const one = 1;\n',
    problem: 'src/render.impl.ts:1:1  has no `export default implement(contract, …)`',
  },
  {
    title: 'something else by default',
    text: 'export default { run: 1 };\n',
    problem: 'src/render.impl.ts:1:16  exports something else than `implement(contract, …)` by default',
  },
  {
    title: 'a wrapped implementation',
    text: `${render}${activity}export default traced(implement(render, async () => ({})));\n`,
    problem:
      "src/render.impl.ts:3:16  exports a call by default that is not `implement` of the worker's own sdk/activity.ts or sdk/workflow.ts",
  },
  {
    title: 'another function called implement',
    text: `${render}import { implement } from 'elsewhere';\nexport default implement(render, async () => ({}));\n`,
    problem:
      "src/render.impl.ts:3:16  exports a call by default that is not `implement` of the worker's own sdk/activity.ts or sdk/workflow.ts",
  },
  {
    title: 'a contract of its own',
    text: `${activity}const own = {};\nexport default implement(own, async () => ({}));\n`,
    problem: 'src/render.impl.ts:3:26  implements something that is not imported from contracts/src',
  },
  {
    title: 'a contract of another package',
    text: `import { charge } from '@example/billing';\n${activity}export default implement(charge, async () => ({}));\n`,
    problem: "src/render.impl.ts:3:16  implements 'charge' of '@example/billing', which is not a module of contracts/src",
  },
  {
    title: 'what its module does not export',
    text: `import { draw } from '../contracts/src/render.ts';\n${activity}export default implement(draw, async () => ({}));\n`,
    problem: "src/render.impl.ts:3:16  implements 'draw', which is not a contract of contracts/src/render.ts",
  },
  {
    title: 'an activity as a workflow',
    text: `${render}import { implement } from '../sdk/workflow.ts';\nexport default implement(render, async () => ({}));\n`,
    problem: "src/render.impl.ts:3:16  implements activity 'render' with sdk/workflow.ts; import implement from sdk/activity.ts",
  },
  {
    title: 'broken syntax',
    text: `${render}${activity}export default implement(render, async () => {;\n`,
    problem: 'src/render.impl.ts:4:1  syntax error: Expected `}` but found `EOF`',
  },
])('an implementation that exports $title is refused', async ({ text, problem }) => {
  const folder = await contractsWorker({ 'contracts/src/render.ts': renderContract, 'src/render.impl.ts': text });
  expect(await failureOf(readContracts(folder))).toBe(invalid(problem));
});

test('every problem of every file is told at once, in the order of the code', async () => {
  const folder = await contractsWorker({
    'contracts/src/b.ts': `${imports}const hidden = defineActivity({ ${fields} });\n`,
    'contracts/src/a.ts': `${imports}export const url = process.env.URL;\n`,
    'src/c.impl.ts': 'export const one = ;\n',
  });
  expect(await failureOf(readContracts(folder))).toBe(
    invalid(
      'contracts/src/a.ts:4:20  reads process.env.URL; a contract is the same on every machine, so write the value out',
      "contracts/src/b.ts:4:1  contract 'hidden' is not exported, so nothing can implement it",
      'src/c.impl.ts:1:20  syntax error: Unexpected token',
    ),
  );
});

test('code that never ends at import is stopped, and the loop is named', async () => {
  const folder = await contractsWorker({
    'contracts/src/a.ts': `${imports}export const size = z.string();\n`,
    'contracts/src/render.ts': `${renderContract}\nlet turns = 0;\nwhile (turns < Infinity) turns += 1;\n`,
    'contracts/src/z.ts': `${imports}export const other = z.string();\n`,
  });
  expect(await failureOf(readContracts(folder, { limits: { timeout: 400 } }))).toBe(
    [
      'error DECLARATIONS_TIMEOUT  the contracts do not end when they are imported',
      'contracts/src/render.ts:13:1  was still running after 0.4 s; a contract only describes, so take the work out',
      'Mend it and run `config` again. Nothing was written.',
    ].join('\n  '),
  );
});

test('promises that never come to rest are stopped too', async () => {
  const folder = await contractsWorker({
    'contracts/src/render.ts': `${imports}const again = (): Promise<void> => Promise.resolve().then(again);\nvoid again();\n`,
  });
  expect(await failureOf(readContracts(folder, { limits: { timeout: 400 } }))).toContain('DECLARATIONS_TIMEOUT');
});

test('code that takes all memory at import is stopped', async () => {
  const folder = await contractsWorker({
    'contracts/src/render.ts': `${renderContract}\nconst all: number[][] = [];\nfor (;;) all.push(Array.from({ length: 10_000 }, () => all.length));\n`,
  });
  expect(await failureOf(readContracts(folder, { limits: { memory: 32 } }))).toBe(
    invalid('contracts/src  needs more than 32 MB of memory when it is imported'),
  );
});

test('missing tools are told by name, with what installs them', async () => {
  const folder = await contractsWorker({ 'contracts/src/render.ts': renderContract, 'src/render.impl.ts': renderImplementation });
  const modules = { load: () => undefined, resolve: () => undefined };
  expect(await failureOf(readContracts(folder, { modules }))).toBe(
    [
      "error TOOLCHAIN_MISSING  reading the contracts needs what the worker's package.json names",
      'package.json  esbuild is not installed in node_modules',
      'package.json  oxc-parser is not installed in node_modules',
      'contracts/package.json  zod 4 is not installed in node_modules',
      `Run \`npm install\` in ${folder}. Nothing was written.`,
    ].join('\n  '),
  );
});

test('a tool that is installed for another machine is told with its own words', async () => {
  const folder = await contractsWorker({ 'contracts/src/render.ts': renderContract });
  const modules = {
    load: (name: string) => {
      if (name === 'esbuild') return {};
      throw new Error('Cannot find native binding');
    },
    resolve: () => '/somewhere',
  };
  expect(await failureOf(readContracts(folder, { modules }))).toContain(
    '  package.json  oxc-parser is installed but does not load: Cannot find native binding\n',
  );
});

test('two implementations are both kept, for the planner to refuse', async () => {
  const folder = await contractsWorker({
    'contracts/src/render.ts': renderContract,
    'src/render.impl.ts': renderImplementation,
    'src/again.impl.ts': implementing('activity', 'render', 'render.ts'),
  });
  const { activities } = await readContracts(folder);
  expect(activities[0]?.implementations.map(({ source }) => source.file)).toEqual(['src/again.impl.ts', 'src/render.impl.ts']);
});
