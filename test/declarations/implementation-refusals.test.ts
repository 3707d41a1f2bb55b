import { expect, test } from 'vitest';
import { contractsWorker, invalid, readContracts, renderContract } from '../support/contracts-worker.ts';
import { failureOf } from '../support/failure.ts';

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
