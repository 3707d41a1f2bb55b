import { describe, expect, test } from 'vitest';
import type { RecordedFile } from '../../src/domain/record.ts';
import { fileIds } from '../../src/regenerate/file-ids.ts';
import { planRegenerate } from '../../src/regenerate/plan.ts';
import type { Migration, MigrationStep, RenderedFile } from '../../src/templates/templates.ts';
import { encode, gitBlobId } from '../support/plan-of.ts';

const migrations: Migration[] = [
  { version: '2.0.0', steps: [{ split: { file: 'ci', into: ['ci', 'image'] } }, { 'rename-file': { from: 'docs', to: 'guide' } }] },
  { version: '3.0.0', steps: [{ split: { file: 'ci', into: ['ci', 'lint'] } }] },
];
const idsBetween = (from: string, to: string, all = migrations) =>
  Object.fromEntries(fileIds([{ template: 't', from, to, migrations: all }]));

test('ids of files are followed through every version on the way, and back', () => {
  expect(idsBetween('1.0.0', '2.0.0')).toEqual({ 't:ci': ['ci', 'image'], 't:docs': ['guide'] });
  expect(idsBetween('1.0.0', '3.0.0')).toEqual({ 't:ci': ['ci', 'lint', 'image'], 't:docs': ['guide'] });
  expect(idsBetween('2.0.0', '3.0.0')).toEqual({ 't:ci': ['ci', 'lint'] });
  expect(idsBetween('3.0.0', '3.0.0')).toEqual({});
  expect(idsBetween('3.0.0', '1.0.0')).toEqual({ 't:ci': ['ci'], 't:guide': ['docs'] });
  const apart: MigrationStep = { split: { file: 'main', into: ['a', 'b'] } };
  expect(idsBetween('2.0.0', '1.0.0', [{ version: '2.0.0', steps: [apart] }])).toEqual({ 't:a': ['main'] });
});

const check = ['name: CI', 'on: push', 'jobs:', '  check:', '    runs-on: ubuntu', '    steps:', '      - run: make test', ''].join('\n');
const image = ['  image:', '    runs-on: ubuntu', '    steps:', '      - run: make image', ''].join('\n');
const base = check + image;
const imageFile = `name: Image\non: push\njobs:\n${image}`;

interface Given {
  ours: string;
  pieces?: Record<string, string>;
  others?: Record<string, string>;
  isCommitted?: boolean;
  before?: string;
  ownership?: RenderedFile['ownership'];
}

function planned({ ours, pieces = { ci: check, image: imageFile }, others = {}, isCommitted = true, before = base, ...rest }: Given) {
  const ownership = rest.ownership ?? 'shared';
  const recorded: RecordedFile = { id: 'ci', template: 't', ownership, mode: '644', kind: 'text', blob: gitBlobId(encode(before)) };
  const files = Object.entries(pieces).map(([id, text]): RenderedFile => {
    return { id, template: 't', path: `${id}.yaml`, ownership, mode: '644', bytes: encode(text) };
  });
  const texts: Record<string, string> = { 'ci.yaml': ours, ...others };
  const plan = planRegenerate({
    recorded: { 'ci.yaml': recorded },
    base: new Map([['ci.yaml', encode(before)]]),
    theirs: files,
    ids: new Map([['t:ci', Object.keys(pieces)]]),
    gitBlobId,
    labelsOf: () => ({ ours: 'yours', base: 't 1.0.0', theirs: 't 2.0.0' }),
    isCommitted: () => isCommitted,
    hasRepository: true,
    oursAt: (path) =>
      texts[path] === undefined ? { kind: 'missing' } : { kind: 'file', state: { bytes: encode(texts[path]), mode: '644' } },
    heals: false,
    listsOf: () => ({}),
  });
  return {
    does: [...plan.steps.map(({ kind, path }) => `${kind} ${path}`), ...plan.refusals.map(({ path }) => `refused ${path}`)],
    texts: Object.fromEntries(
      plan.steps.map(({ path, after }) => [path, after === undefined ? undefined : new TextDecoder().decode(after.bytes)]),
    ),
    reasons: plan.steps.flatMap(({ conflict }) => conflict?.reason ?? []),
    blobs: Object.fromEntries(Object.entries(plan.files).map(([path, { blob }]) => [path, blob])),
  };
}

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

describe('a file that the template splits', () => {
  test('is replaced by the pieces when nobody touched it', () => {
    expect(planned({ ours: base })).toMatchObject({
      does: ['replace ci.yaml', 'add image.yaml'],
      texts: { 'ci.yaml': check, 'image.yaml': imageFile },
    });
  });

  test('takes every edit of the team along to the piece that its lines went to', () => {
    const ours = base.replace('on: push', 'on: [push, merge_group]').replace('make image', 'make image TAG=ours');
    const { does, texts, blobs } = planned({ ours });
    expect(does).toEqual(['merge ci.yaml', 'add image.yaml']);
    expect(texts).toEqual({
      'ci.yaml': check.replace('on: push', 'on: [push, merge_group]'),
      'image.yaml': imageFile.replace('make image', 'make image TAG=ours'),
    });
    expect(blobs).toEqual({ 'ci.yaml': gitBlobId(encode(check)), 'image.yaml': gitBlobId(encode(imageFile)) });
  });

  test('keeps line ends of a checkout in every piece', () => {
    const ours = crlf(base.replace('make image', 'make ours'));
    expect(planned({ ours }).texts).toEqual({ 'ci.yaml': crlf(check), 'image.yaml': crlf(imageFile.replace('make image', 'make ours')) });
  });

  test('may hold the line that marks a cut', () => {
    const marked = base.replace('on: push', 'on: push # -- cut here 0');
    const ours = marked.replace('make image', 'make ours');
    const pieces = { ci: check.replace('on: push', 'on: push # -- cut here 0'), image: imageFile };
    expect(planned({ ours, before: marked, pieces }).texts).toEqual({
      'ci.yaml': pieces.ci,
      'image.yaml': imageFile.replace('make image', 'make ours'),
    });
  });

  test('waits for a person when an edit lies at the cut', () => {
    const { does, reasons, texts } = planned({ ours: base.replace('  image:', '  # ours\n  picture:') });
    expect(does).toEqual(['conflict ci.yaml', 'add image.yaml']);
    expect(reasons).toEqual(['the template moves parts of it to image.yaml, and you changed lines at a cut']);
    expect(texts['ci.yaml']).toContain('picture:');
  });

  test('waits when a piece would be no YAML any more', () => {
    const pieces = { ci: 'a: 1\nb: 2\nc: 3\n', image: 'z: 0\nd: 4\ne: 5\nf: 6\n' };
    const before = 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n';
    expect(planned({ ours: before.replace('f: 6\n', 'f: 6\nz: 1\n'), before, pieces }).does[0]).toBe('conflict ci.yaml');
  });

  test('is not mixed while its edits are in no commit', () => {
    expect(planned({ ours: base.replace('on: push', 'on: ours'), isCommitted: false }).does).toContain('refused ci.yaml');
  });

  test('does not replace a file of the team’s at a piece’s path', () => {
    const { does } = planned({ ours: base.replace('on: push', 'on: ours'), others: { 'image.yaml': 'mine: 1\n' } });
    expect(does).toEqual(['merge ci.yaml', 'conflict image.yaml']);
  });

  test('of three pieces each gets what is its own', () => {
    const before = ['one', 'two', 'three', '--', 'four', 'five', 'six', '--', 'seven', 'eight', 'nine', ''].join('\n');
    const pieces = { ci: 'one\ntwo\nthree\n--', image: 'four\nfive\nsix\n--\n', lint: 'seven\neight\nnine\n' };
    const ours = before.replace('two', 'TWO').replace('five', 'FIVE').replace('eight\n', 'eight\nextra\n');
    expect(planned({ ours, before, pieces }).texts).toEqual({
      'ci.yaml': 'one\nTWO\nthree\n--\n',
      'image.yaml': 'four\nFIVE\nsix\n--\n',
      'lint.yaml': 'seven\neight\nextra\nnine\n',
    });
  });
});
