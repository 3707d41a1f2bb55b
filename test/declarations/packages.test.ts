import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { contractsWorker, readContracts, renderContract, renderImplementation } from '../support/contracts-worker.ts';
import { failureOf } from '../support/failure.ts';

const minimal = { 'contracts/src/render.ts': renderContract, 'src/render.impl.ts': renderImplementation };

async function install(folder: string, name: string, contents: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    const file = join(folder, 'contracts/node_modules', name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

test('a package that leads to the schema library is run, and one that does not is not', async () => {
  const folder = await contractsWorker({
    'contracts/src/render.ts': `import { size } from '@example/sizes';\nimport { connect } from 'database';\n${renderContract.replace('z.string()', 'size')}void connect;\n`,
    'src/render.impl.ts': renderImplementation,
  });
  await install(folder, '@example/sizes', {
    'package.json': '{"name":"@example/sizes","type":"module","exports":"./index.js","dependencies":{"@example/base":"1"}}',
    'index.js': "import os from 'node:os';\nexport { size } from '@example/base';\nexport const cpus = () => os.cpus();\n",
  });
  await install(folder, '@example/base', {
    'package.json': '{"name":"@example/base","type":"module","exports":"./index.js","peerDependencies":{"zod":"4"}}',
    'index.js': "import { z } from 'zod';\nexport const size = z.enum(['small', 'large']);\n",
  });
  await install(folder, 'database', {
    'package.json':
      '{"name":"database","type":"module","exports":"./index.js","peerDependencies":{"zod":"4"},"peerDependenciesMeta":{"zod":{"optional":true}}}',
    'index.js': 'throw new Error("a package was run");\n',
  });
  const [activity] = (await readContracts(folder)).activities;
  expect(activity?.input).toEqual({
    type: 'object',
    properties: { prompt: { type: 'string', enum: ['small', 'large'] } },
    required: ['prompt'],
  });
});

test("another team's contract that is passed on is not declared here", async () => {
  const folder = await contractsWorker({
    ...minimal,
    'contracts/src/index.ts': "export * from '@example/billing';\nexport * from './render.ts';\n",
  });
  await install(folder, '@example/billing', {
    'package.json': '{"name":"@example/billing","type":"module","exports":"./index.js","dependencies":{"zod":"4"}}',
    'index.js': `import { z } from 'zod';\nexport const charge = { [Symbol.for('managed-temporal.dev/definition')]: 'activity', name: 'charge', taskQueue: 'q', input: z.null(), output: z.null(), startToCloseTimeout: '1s' };\n`,
  });
  expect((await readContracts(folder)).activities.map(({ name }) => name)).toEqual(['render']);
});

test('a path alias to product code is not run', async () => {
  const folder = await contractsWorker({
    ...minimal,
    'package.json': '{"name":"image-render","type":"module","dependencies":{"zod":"4"}}',
    'tsconfig.json': '{"compilerOptions":{"paths":{"@app/*":["./src/*"]}}}',
    'src/secret.ts': 'throw new Error("product code was run");\nexport const secret = 1;\n',
    'contracts/src/render.ts': `import { secret } from '@app/secret';\n${renderContract}void secret;\n`,
  });
  expect((await readContracts(folder)).activities).toHaveLength(1);
});

test('a package that cannot be found is told at its import', async () => {
  const folder = await contractsWorker({
    ...minimal,
    'contracts/src/render.ts': `import { a } from 'not-there';\n${renderContract}void a;\n`,
  });
  expect(await failureOf(readContracts(folder))).toContain('\n  contracts/src/render.ts:1:19  could not resolve "not-there"');
});

test('localised messages of the schema library may be named; they do not count', async () => {
  const folder = await contractsWorker({ ...minimal, 'contracts/src/render.ts': `${renderContract}z.config(z.locales.de());\n` });
  expect((await readContracts(folder)).activities).toHaveLength(1);
});
