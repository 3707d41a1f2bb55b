import { expect, test } from 'vitest';
import {
  contractsWorker,
  implementing,
  imports,
  invalid,
  readContracts,
  renderContract,
  renderImplementation,
} from '../support/contracts-worker.ts';
import { failureOf } from '../support/failure.ts';

const fields = "name: 'render', taskQueue: 'gpu', input: z.object({}), output: z.object({}), startToCloseTimeout: '2m'";

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
