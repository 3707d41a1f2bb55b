import { expect, test } from 'vitest';
import { contractsWorker, imports, invalid, readContracts } from '../support/contracts-worker.ts';
import { failureOf } from '../support/failure.ts';

const fields = "name: 'render', taskQueue: 'gpu', input: z.object({}), output: z.object({}), startToCloseTimeout: '2m'";
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
