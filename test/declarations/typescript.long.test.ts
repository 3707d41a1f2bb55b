import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { declarations as declarationsShape } from '../../src/domain/declarations.ts';
import {
  contractsWorker,
  createImageContract,
  createImageImplementation,
  imports,
  readContracts,
  renderContract,
  renderImplementation,
} from '../support/contracts-worker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const text = { type: 'string' };
const whole = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
const object = (properties: Record<string, unknown>) => ({ type: 'object', properties, required: Object.keys(properties) });

const place = (line: number) => ({ file: 'contracts/src/render.ts', line, column: 3 });
const windows = (unix: string) => `\uFEFF${unix.replaceAll('\n', '\r\n')}`;

const minimal = { 'contracts/src/render.ts': renderContract, 'src/render.impl.ts': renderImplementation };

test('an activity is read whole: name, queue, schemas, options, places and implementation', async () => {
  const folder = await contractsWorker(minimal);
  expect(await readContracts(folder)).toEqual({
    language: 'typescript',
    activities: [
      {
        name: 'render',
        symbol: 'render',
        taskQueue: 'image-gpu',
        input: object({ prompt: text }),
        output: object({ url: { type: 'string', format: 'uri' } }),
        source: { file: 'contracts/src/render.ts', line: 4, column: 1 },
        fields: { name: place(5), taskQueue: place(6), input: place(7), output: place(8), startToCloseTimeout: place(9) },
        implementations: [{ source: { file: 'src/render.impl.ts', line: 4, column: 16 }, symbol: 'default' }],
        options: { startToCloseTimeout: '2m' },
      },
    ],
    workflows: [],
  });
});

test('a workflow is read with its signals, queries and updates', async () => {
  const folder = await contractsWorker({
    'contracts/src/create-image.ts': createImageContract,
    'src/create-image.impl.ts': createImageImplementation,
  });
  const read = await readContracts(folder);
  expect(declarationsShape.safeParse(read).error).toBeUndefined();
  expect(read.workflows).toMatchObject([
    {
      name: 'CreateImage',
      symbol: 'createImage',
      input: object({ prompt: text, count: { type: 'integer', minimum: 1, maximum: 8 } }),
      output: object({ urls: { type: 'array', items: { type: 'string', format: 'uri' } } }),
      signals: { cancelOne: { input: object({ index: whole }) } },
      queries: { progress: { output: object({ done: whole }) } },
      updates: { resize: { input: object({ size: text }), output: object({ accepted: { type: 'boolean' } }) } },
      options: {},
    },
  ]);
});

test('schemas are of what travels: the sender’s side of defaults, transforms and codecs', async () => {
  const contract = `import { z } from 'zod';
import { defineActivity } from './define.ts';
type Tree = { children: Tree[] };
const tree: z.ZodType<Tree> = z.lazy(() => z.object({ children: z.array(tree) }));
export const render = defineActivity({
  name: 'render', taskQueue: 'gpu', worker: 'gpu', namespace: 'pictures', description: 'draws',
  input: z.object({
    size: z.string().default('small'),
    count: z.string().transform(Number),
    at: z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }),
    tree,
  }),
  output: z.null(),
  startToCloseTimeout: 2000,
  priority: { priorityKey: 1 },
});
`;
  const folder = await contractsWorker({ 'contracts/src/render.ts': contract, 'src/render.impl.ts': renderImplementation });
  const [activity] = (await readContracts(folder)).activities;
  expect(activity).toMatchObject({ worker: 'gpu', namespace: 'pictures' });
  expect(activity?.options).toEqual({ description: 'draws', startToCloseTimeout: 2000, priority: { priorityKey: 1 } });
  expect(activity?.output).toEqual({ type: 'null' });
  expect(activity?.input).toMatchObject({
    properties: { size: { type: 'string', default: 'small' }, count: text, at: { type: 'string', format: 'date-time' } },
    required: ['count', 'at', 'tree'],
    $defs: { __schema0: { type: 'object', properties: { children: { items: { $ref: '#/$defs/__schema0' } } } } },
  });
});

test('no implementation and no other product code is run', async () => {
  const folder = await contractsWorker({
    ...minimal,
    'contracts/src/render.ts': `import { secret } from '../../src/secret.ts';\nimport fs from 'node:fs';\nimport { Server } from 'node:net';\n${renderContract}void [secret, fs, new Server()];\n`,
    'src/secret.ts': "throw new Error('this was run');\n",
    'src/render.impl.ts': `${renderImplementation}throw new Error('this was run');\n`,
  });
  expect((await readContracts(folder)).activities.map(({ name }) => name)).toEqual(['render']);
});

test('a contract passed on by another module is one contract, under whichever name it is implemented', async () => {
  const folder = await contractsWorker({
    'contracts/src/render.ts': renderContract,
    'contracts/src/index.ts':
      "export { render as draw } from './render.ts';\nexport * from './render.ts';\nexport * as all from './render.ts';\n",
    'contracts/src/again.ts': "import { render } from './index.ts';\nexport const paint = render;\nexport default render;\n",
    'src/render.impl.ts': `import { paint as p } from '../contracts/src/again';\nimport { implement } from '../sdk/activity.ts';\n\nexport default implement(p, async () => ({}));\n`,
  });
  const { activities } = await readContracts(folder);
  expect(activities).toMatchObject([{ symbol: 'render', source: { file: 'contracts/src/render.ts', line: 4 }, implementations: [{}] }]);
});

test.each([
  { title: 'a named export at the end', text: renderContract.replace('export const', 'const') + 'export { render };\n', symbol: 'render' },
  { title: 'another name', text: renderContract.replace('export const', 'const') + 'export { render as draw };\n', symbol: 'draw' },
  {
    title: 'a default export of a constant',
    text: renderContract.replace('export const', 'const') + 'export default render;\n',
    symbol: 'default',
  },
  {
    title: 'a default export of the definition',
    text: renderContract.replace('export const render =', 'export default'),
    symbol: 'default',
  },
  { title: 'types around the definition', text: renderContract.replace(/\}\);\n$/, '} as const) satisfies object;\n'), symbol: 'render' },
  {
    title: 'a whole-module import',
    text: renderContract.replace('{ defineActivity, defineWorkflow }', '* as d').replace('defineActivity', 'd.defineActivity'),
    symbol: 'render',
  },
])('a contract may be written as $title', async ({ text: contract, symbol }) => {
  const local = symbol === 'default' ? 'import contract from' : `import { ${symbol} as contract } from`;
  const folder = await contractsWorker({
    'contracts/src/render.ts': contract,
    'src/render.impl.ts': `${local} '../contracts/src/render.js';\nimport { implement } from '../sdk/activity.ts';\nexport default implement(contract, async () => ({}));\n`,
  });
  expect((await readContracts(folder)).activities).toMatchObject([{ name: 'render', symbol, implementations: [{}] }]);
});

test.each([
  { title: 'a constant', body: 'const render2 = implement(render, async () => ({}));\nexport default render2;\n' },
  { title: 'parentheses and types', body: 'export default (implement(render, async () => ({})) satisfies object);\n' },
  { title: 'type arguments', body: 'export default implement<typeof render>(render, async () => ({}));\n' },
  {
    title: 'members of whole-module imports',
    body: 'import * as c from "../contracts/src/render.ts";\nimport * as sdk from "../sdk/activity.ts";\nexport default sdk.implement(c.render, async () => ({}));\n',
  },
])('an implementation may be written with $title', async ({ body }) => {
  const head = "import { render } from '../contracts/src/render.ts';\nimport { implement } from '../sdk/activity.ts';\n";
  const folder = await contractsWorker({ 'contracts/src/render.ts': renderContract, 'src/deep/er/../../render.impl.ts': head + body });
  expect((await readContracts(folder)).activities).toMatchObject([{ implementations: [{ source: { file: 'src/render.impl.ts' } }] }]);
});

test('a worker without contracts declares nothing, and needs no tools for that', async () => {
  const folder = await temporaryFolder({ 'worker.yaml': '' });
  expect(await readContracts(folder)).toEqual({ language: 'typescript', activities: [], workflows: [] });
});

test('an empty contracts folder and an empty contract are no declarations', async () => {
  const folder = await contractsWorker({
    'contracts/src/empty.ts': '',
    'contracts/src/size.ts': `${imports}export const size = z.enum(['small']);\n`,
  });
  expect(await readContracts(folder)).toEqual({ language: 'typescript', activities: [], workflows: [] });
});

test('tests, type declarations and installed packages below contracts/src are not contracts', async () => {
  const folder = await contractsWorker({
    ...minimal,
    'contracts/src/render.test.ts': 'throw new Error("a test was run");\n',
    'contracts/src/global.d.ts': 'declare const everything: string;\n',
    'contracts/src/node_modules/x/index.ts': 'throw new Error("a package was run");\n',
  });
  expect((await readContracts(folder)).activities).toHaveLength(1);
});

test('Windows line ends and a byte order mark change no place', async () => {
  const folder = await contractsWorker(Object.fromEntries(Object.entries(minimal).map(([path, unix]) => [path, windows(unix)])));
  expect(await readContracts(folder)).toEqual(await readContracts(await contractsWorker(minimal)));
});

test('a contracts folder that is a symbolic link is read under its own path', async () => {
  const folder = await contractsWorker(minimal);
  const elsewhere = await temporaryFolder({});
  await rename(join(folder, 'contracts'), join(elsewhere, 'shared'));
  await symlink(join(elsewhere, 'shared'), join(folder, 'contracts'));
  expect((await readContracts(folder)).activities).toMatchObject([{ source: { file: 'contracts/src/render.ts' }, implementations: [{}] }]);
});

test('a folder linked into contracts/src is read too, and a link to itself ends', async () => {
  const folder = await contractsWorker(minimal);
  const elsewhere = await temporaryFolder({
    'create-image.ts': createImageContract.replace('./define.ts', join(folder, 'contracts/src/define.ts')),
  });
  await symlink(elsewhere, join(folder, 'contracts/src/more'));
  await symlink('.', join(folder, 'contracts/src/itself'));
  await symlink('nowhere', join(folder, 'contracts/src/broken'));
  const { workflows } = await readContracts(folder);
  expect(workflows).toMatchObject([{ name: 'CreateImage', source: { file: 'contracts/src/more/create-image.ts' } }]);
});
