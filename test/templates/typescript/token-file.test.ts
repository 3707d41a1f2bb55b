import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TokenFile } from '../../../templates/worker-typescript/files/sdk/token-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const variable = 'TEMPORAL_TOKEN_FILE';

async function fileWith(content: string): Promise<string> {
  const path = join(await temporaryFolder(), 'token');
  await writeFile(path, content);
  return path;
}

test('a token is what the file has, less the space around it', async () => {
  expect(TokenFile.open(await fileWith(' abc.def\n'), variable).last).toBe('abc.def');
});

test.each([
  { title: 'an empty file', content: '\n', says: 'the file is empty' },
  { title: 'two lines', content: 'a\nb', says: 'the file holds more than one token' },
  { title: 'what no header can hold', content: 'tökén', says: 'the file holds more than one token' },
])('$title is refused without showing what it holds', async ({ content, says }) => {
  const path = await fileWith(content);
  expect(() => TokenFile.open(path, variable)).toThrow(
    expect.objectContaining({ problems: [`TEMPORAL_TOKEN_FILE is '${path}', and ${says}.`] }),
  );
});

test('a new token is seen, and one that is gone leaves the last one and one complaint', async () => {
  const path = await fileWith('first');
  const file = TokenFile.open(path, variable, 0);
  const complaints: string[] = [];
  const renewed = () => file.renewed((problem) => complaints.push(problem));
  await writeFile(path, 'second');
  expect(renewed()).toBe('second');
  await rm(path);
  expect([renewed(), renewed()]).toEqual(['second', 'second']);
  await writeFile(path, 'third');
  expect(renewed()).toBe('third');
  await writeFile(path, '');
  expect(renewed()).toBe('third');
  expect(complaints).toEqual([
    `The token in ${path} cannot be renewed: the file cannot be read (ENOENT). The last one goes on being used.`,
    `The token in ${path} cannot be renewed: the file is empty. The last one goes on being used.`,
  ]);
});

test('whoever asks at every call does not read the file at every call', async () => {
  const path = await fileWith('first');
  const file = TokenFile.open(path, variable, 60_000);
  await writeFile(path, 'second');
  expect(file.current(() => undefined)).toBe('first');
  expect(file.renewed(() => undefined)).toBe('second');
});
