import { describe, expect, test } from 'vitest';
import { renderTemplate } from '../../src/templates/templates.ts';
import { failure } from '../support/failure.ts';
import { templateOf } from '../support/template.ts';

function render(files: Record<string, string>, variables: object): Record<string, string> {
  const rendered = renderTemplate(templateOf(files), variables);
  return Object.fromEntries(rendered.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
}

describe('rendering', () => {
  test('.hbs files are rendered and lose the ending, all else is copied byte for byte', () => {
    const files = { 'a.txt.hbs': 'for {{owner}}', 'b.txt': 'for {{owner}} ${{ github.sha }}', '{{package}}/c.py': '' };
    expect(render(files, { owner: 'R&D <"团队">', package: 'image_render' })).toEqual({
      'a.txt': 'for R&D <"团队">',
      'b.txt': 'for {{owner}} ${{ github.sha }}',
      'image_render/c.py': '',
    });
  });

  test('braces in an answer are not rendered again', () => {
    expect(render({ 'a.hbs': '{{owner}}' }, { owner: '{{name}} {{#if' })).toEqual({ a: '{{name}} {{#if' });
  });

  test.each([
    { title: 'json', text: '{{json list}}', is: '["a","b\\"c"]' },
    { title: 'yaml of a list', text: '{{yaml list}}', is: '[a, "b\\"c"]' },
    { title: 'yaml of a keyword', text: '{{yaml no}}', is: '"no"' },
    { title: 'yaml of an object', text: '{{yaml object}}', is: '{ name: tool, version: "1.0.0" }' },
    { title: 'yaml of a control character', text: '{{yaml control}}', is: String.raw`"\u0085\u2028"` },
    { title: 'toml', text: '{{toml quote}}', is: String.raw`"a\"\\"` },
    { title: 'toml of a number', text: '{{toml tier}}', is: '0' },
    { title: 'python of a list', text: '{{python list}}', is: '["a", "b\\""]'.replace('b\\"', 'b\\"c') },
    { title: 'python of a boolean', text: '{{python yes}}', is: 'True' },
    { title: 'join', text: '{{join list ", "}}', is: 'a, b"c' },
    { title: 'if eq', text: '{{#if (eq no "no")}}x{{else}}y{{/if}}', is: 'x' },
    { title: 'unless ne', text: '{{#unless (ne tier 0)}}x{{/unless}}', is: 'x' },
    { title: 'each', text: '{{#each rows}}{{name}}{{@index}}{{../tier}}{{@root.no}};{{/each}}', is: 'a00no;b10no;' },
    { title: 'each with a name', text: '{{#each rows as |row|}}{{row.name}}{{/each}}', is: 'ab' },
    { title: 'each over nothing', text: '{{#each empty}}{{whatever}}{{else}}none{{/each}}', is: 'none' },
    { title: 'with', text: '{{#with object}}{{version}}{{/with}}', is: '1.0.0' },
  ])('engine 1 renders $title', ({ text, is }) => {
    const variables = {
      list: ['a', 'b"c'],
      no: 'no',
      yes: true,
      tier: 0,
      quote: 'a"\\',
      control: '\u0085\u2028',
      object: { name: 'tool', version: '1.0.0' },
      rows: [{ name: 'a' }, { name: 'b' }],
      empty: [],
    };
    expect(render({ 'x.hbs': text }, variables)).toEqual({ x: is });
  });

  test.each([
    { title: 'an unknown variable', text: 'a\n{{nmae}}', message: 'sample/files/x.hbs:2  unknown variable nmae' },
    { title: 'an unknown argument', text: '{{#if nmae}}{{/if}}', message: 'sample/files/x.hbs:1  unknown variable nmae' },
    { title: 'one in a branch not taken', text: '{{#if off}}\n{{nmae}}{{/if}}', message: 'sample/files/x.hbs:2  unknown variable nmae' },
    { title: 'an unknown field', text: '{{tool.vesrion}}', message: 'sample/files/x.hbs:1  unknown variable tool.vesrion' },
    { title: 'a field of every object', text: '{{constructor}}', message: 'sample/files/x.hbs:1  unknown variable constructor' },
    {
      title: 'a list as text',
      text: '{{list}}',
      message: 'sample/files/x.hbs:1  list is not text or a number; use a helper such as json, yaml or join',
    },
    { title: 'an unknown helper', text: '{{shout name}}', message: 'sample/files/x.hbs:1  shout is not a helper of engine 1' },
    { title: 'lookup', text: '{{lookup tool "version"}}', message: 'sample/files/x.hbs:1  lookup is not a helper of engine 1' },
    {
      title: 'a block that is none',
      text: '{{#name}}{{/name}}',
      message: 'sample/files/x.hbs:1  {{#name}} is not a block of engine 1; it has if, unless, each and with',
    },
    { title: 'a partial', text: '\n{{> x}}', message: 'sample/files/x.hbs:2  partials and decorators are not part of engine 1' },
    { title: 'an open block', text: '{{#if name}}\nx\n', message: 'sample/files/x.hbs:3  a block or a tag is not closed' },
    {
      title: 'a block closed by another',
      text: '\n{{#if name}}x{{/each}}',
      message: 'sample/files/x.hbs:2  {{#if}} is closed by {{/each}}',
    },
    { title: 'a missing argument', text: '{{eq name}}', message: 'sample/files/x.hbs:1  eq takes 2 arguments' },
    {
      title: 'a named argument',
      text: '{{json name indent=2}}',
      message: 'sample/files/x.hbs:1  named arguments are not part of engine 1',
    },
    { title: 'too many ..', text: '{{../name}}', message: 'sample/files/x.hbs:1  ../name reaches above the variables' },
    { title: 'unknown data', text: '{{@level}}', message: 'sample/files/x.hbs:1  @level is not data of engine 1' },
    { title: 'join of text', text: '{{join name ","}}', message: 'sample/files/x.hbs:1  join takes a list' },
  ])('$title is an error with file and line', ({ text, message }) => {
    const variables = { name: 'a', off: false, tool: { version: '1' }, list: ['a'] };
    expect(failure(() => render({ 'x.hbs': text }, variables))).toBe(
      `error TEMPLATE_INVALID  template sample 1.0.0 does not render\n  ${message}\n  This is for whoever keeps the template. Nothing was written.`,
    );
  });

  test.each([
    { path: '{{name}}/x', name: '..', message: 'sample/files/{{name}}/x  renders to ../x, which leaves the target folder with `..`' },
    { path: '{{name}}/x', name: '/etc', message: 'sample/files/{{name}}/x  renders to /etc/x, which is an absolute path' },
    { path: '{{name}}/x', name: 'C:', message: 'sample/files/{{name}}/x  renders to C:/x, which is an absolute path' },
    { path: '{{name}}/x', name: '', message: 'sample/files/{{name}}/x  renders to /x, which is an absolute path' },
    { path: 'a/{{name}}/x', name: '', message: 'sample/files/a/{{name}}/x  renders to a//x, which holds an empty segment or `.`' },
    { path: '{{name}}', name: 'a\0b', message: 'sample/files/{{name}}  renders to a\0b, which holds a control character' },
    {
      path: '{{name}}',
      name: 'aux.txt',
      message: 'sample/files/{{name}}  renders to aux.txt, which holds a name that Windows keeps for a device',
    },
    {
      path: '{{name}}/x',
      name: '.GIT',
      message: 'sample/files/{{name}}/x  renders to .GIT/x, which lies in a folder that git or this tool keeps for itself',
    },
    { path: '{{nmae}}', name: 'a', message: 'sample/files/{{nmae}}  in its path: unknown variable nmae' },
  ])('the path $path with name $name is refused', ({ path, name, message }) => {
    expect(failure(() => render({ [path]: '' }, { name }))).toContain(`\n  ${message}\n`);
  });

  test.each([
    { paths: ['{{name}}', 'a'], message: 'sample/files/a  is rendered twice' },
    { paths: ['A', '{{name}}'], message: 'sample/files/a  differs from A by capitals alone' },
    { paths: ['{{name}}/x', 'a'], message: 'sample/files/a  is a file here and a folder for a/x' },
  ])('$paths cannot stand beside each other', ({ paths, message }) => {
    const files = Object.fromEntries(paths.map((path) => [path, '']));
    expect(failure(() => render(files, { name: 'a' }))).toContain(message);
  });

  test('a .hbs file that is not text is an error', () => {
    const template = templateOf({ 'x.hbs': new Uint8Array([0xff, 0xfe]) });
    expect(failure(() => renderTemplate(template, {}))).toContain('sample/files/x.hbs  is not UTF-8; only text can be rendered');
  });
});
