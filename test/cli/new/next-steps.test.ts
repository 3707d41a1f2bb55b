import { describe, expect, test } from 'vitest';
import { ownerInCodeowners } from '../../../src/cli/new/codeowners.ts';
import { nextSteps } from '../../../src/cli/new/next-steps.ts';

describe('the next step', () => {
  test.each([
    { title: 'a folder below', target: '/home/ada/w', isInstalled: true, is: 'cd w && npm run dev' },
    { title: 'the folder one is in', target: '/home/ada', isInstalled: true, is: 'npm run dev' },
    { title: 'a folder beside', target: '/home/w', isInstalled: false, is: 'cd ../w && npm ci && npm run dev' },
    { title: 'a name a shell would split', target: '/home/ada/a b', isInstalled: true, is: "cd 'a b' && npm run dev" },
    { title: 'a name that looks like an option', target: '/home/ada/-w', isInstalled: true, is: 'cd ./-w && npm run dev' },
  ])('for $title is $is', ({ target, isInstalled, is }) => {
    expect(nextSteps({ cwd: '/home/ada', target, language: 'typescript', isInstalled })).toBe(is);
  });
});

describe('the owner in CODEOWNERS', () => {
  test.each([
    {
      title: 'is the one of the last rule that covers the folder',
      text: '* @example/a\n/services/ @example/b\n/other @example/c\n',
      is: 'b',
    },
    { title: 'is found under a folder pattern anywhere', text: 'image-render/ @example/a', is: 'a' },
    { title: 'is found through a pattern with stars at its end', text: '/services/** @example/a', is: 'a' },
    { title: 'is not taken from rules for kinds of files', text: '*.md @example/docs\n/services/*.ts @example/ts', is: undefined },
    { title: 'stays as it is where the pattern did not make it', text: '* @ada # on call\n', is: '@ada' },
    { title: 'is nobody where the last rule takes owners away', text: '* @example/a\n/services/\n', is: undefined },
    { title: 'is nobody in a file of comments', text: '# nothing\n\n', is: undefined },
  ])('$title', ({ text, is }) => {
    expect(ownerInCodeowners(text, 'services/image-render', '@example/{owner}')).toBe(is);
  });
});
