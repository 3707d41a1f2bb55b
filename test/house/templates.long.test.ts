import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = readdirSync(`${root}/templates`).filter((name) => name !== 'released');

test.each(names)('the template %s passes the check that authors get, code and all', async (name) => {
  const { code, stdout } = await runCli(['templates', 'check', `templates/${name}`, '--json'], { cwd: root });
  const { templates } = JSON.parse(stdout) as { templates: { findings: unknown[]; unchecked: string[] }[] };
  expect(templates.flatMap(({ findings }) => findings)).toEqual([]);
  expect(templates.flatMap(({ unchecked }) => unchecked)).toEqual([]);
  expect(code).toBe(0);
});
