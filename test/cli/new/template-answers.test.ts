import { expect, test } from 'vitest';
import { askQuestion } from '../../../src/cli/ask-question.ts';
import type { AskedQuestion } from '../../../src/domain/question.ts';
import { runCli } from '../../support/cli.ts';
import { scriptedPrompts } from '../../support/scripted-prompts.ts';
import { temporaryFolder, treeOf } from '../../support/temporary-folder.ts';

const standard = ['--name', 'image-render', '--owner', 'team-images', '--yes', '--no-install', '--no-git'];

test('answers to a template’s questions come from a file, and --set wins', async () => {
  const cwd = await temporaryFolder({ 'a.yaml': 'tier: 1\nextensions:\n  worker-typescript:\n    healthPort: 9000\n' });
  expect((await runCli(['new', 'one', ...standard, '--answers', 'a.yaml'], { cwd })).code).toBe(0);
  expect((await runCli(['new', 'two', ...standard, '--answers', 'a.yaml', '--set', 'healthPort=9001'], { cwd })).code).toBe(0);
  const tree = await treeOf(cwd);
  expect(tree['one/worker.yaml']).toMatch(/extensions:\n {2}worker-typescript:\n {4}healthPort: 9000\n$/);
  expect(tree['two/worker.yaml']).toMatch(/ {4}healthPort: 9001\n$/);
});

test.each([
  { set: 'healthPort=80', says: '--set healthPort: 80 is less than 1024' },
  { set: 'healthPort=high', says: '--set healthPort: is not a whole number' },
  { set: 'tier=1', says: '--set does not know tier\n  Set healthPort; other answers have flags. Nothing was written.' },
  { set: '__proto__=1', says: '--set does not know __proto__' },
  { set: 'healthPort', says: '--set takes key=value, not healthPort' },
])('--set $set is refused with nothing written', async ({ set, says }) => {
  const cwd = await temporaryFolder();
  const { code, stderr } = await runCli(['new', ...standard, '--set', set], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(says);
  expect(await treeOf(cwd)).toEqual({});
});

test('a wrong answer in a file is named with its line', async () => {
  const cwd = await temporaryFolder({ 'a.yaml': 'extensions:\n  worker-typescript:\n    colour: red\n' });
  const { code, stderr } = await runCli(['new', ...standard, '--answers', 'a.yaml'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('a.yaml:3:13  extensions.worker-typescript.colour: is no question of worker-typescript; it asks healthPort');
});

function question(asked: Partial<AskedQuestion>): AskedQuestion {
  return { key: 'a', ask: 'A?', type: 'string', template: 't', ...asked };
}

test('a question is asked as its type needs, and the answer has that type', async () => {
  const prompts = scriptedPrompts({ 'A?': '7', 'images: B?': 'x' });
  expect(await askQuestion(prompts, question({ type: 'integer' }))).toBe(7);
  expect(await askQuestion(prompts, question({ ask: 'B?' }), 'images')).toBe('x');
  expect(await askQuestion(prompts, question({ ask: 'C?', type: 'boolean', default: false }))).toBe(false);
  expect(await askQuestion(prompts, question({ ask: 'D?', choices: ['s', 'm'] }))).toBe('s');
  await expect(askQuestion(prompts, question({ type: 'integer', maximum: 3 }))).rejects.toThrow('7 is more than 3');
});
