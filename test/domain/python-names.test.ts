import { expect, test } from 'vitest';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Answers } from '../../src/domain/managed-worker.ts';
import { platformRuleBreaks } from '../../src/domain/worker-rules.ts';
import { imageRender } from '../support/image-render.ts';

const answers: Answers = { ...imageRender, language: 'python' };

test.each(['class', 'calendar', 'email', 'py-compile', 'pydantic'])('a Python worker cannot be called %s', (name) => {
  expect(platformRuleBreaks({ ...answers, name }, builtinPlatform.spec)).toEqual([
    {
      field: 'name',
      message: `is a name that Python or a library of the worker keeps for itself; add what the worker does, such as ${name}-sync`,
    },
  ]);
});

test('a TypeScript worker can, and so can a Python worker that says more', () => {
  expect(platformRuleBreaks({ ...answers, name: 'calendar', language: 'typescript' }, builtinPlatform.spec)).toEqual([]);
  expect(platformRuleBreaks({ ...answers, name: 'calendar-sync' }, builtinPlatform.spec)).toEqual([]);
});
