import { expect, test } from 'vitest';
import type { WorkerRecord } from '../../src/domain/record.ts';
import { needsConfig } from '../../src/regenerate/needs-config.ts';
import type { Step } from '../../src/regenerate/step.ts';

const template = (name: string, version: string) => ({ name, version, digest: `sha256:${version}` });
const record: WorkerRecord = {
  schemaVersion: 1,
  tool: '1.0.0',
  templates: [template('kubernetes', '1.0.0'), template('worker-typescript', '1.0.0')],
  inputs: { tier: 1 },
  retired: {},
  files: {},
};
const later = { ...record, templates: [template('kubernetes', '1.0.0'), template('worker-typescript', '1.1.0')] };
const stepTo = (path: string, more: Partial<Step> = {}): Step[] => [
  { kind: 'replace', path, ownership: 'platform', before: undefined, after: undefined, ...more },
];

test.each([
  { title: 'a file that no code reads', next: later, steps: stepTo('Dockerfile'), made: false },
  { title: 'nothing but the version', next: later, steps: [], made: false },
  { title: 'a contract', next: later, steps: stepTo('contracts/src/define.ts'), made: true },
  { title: 'a file that was code', next: later, steps: stepTo('x.ts', { from: 'src/x.ts' }), made: true },
  { title: 'the manifest that says which schema library reads it', next: later, steps: stepTo('package.json'), made: true },
  { title: 'an answer', next: { ...later, inputs: { tier: 2 } }, steps: [], made: true },
  { title: 'the tool', next: { ...later, tool: '1.1.0' }, steps: [], made: true },
  { title: 'the family of Kubernetes objects', next: { ...record, templates: [template('kubernetes', '1.1.0')] }, steps: [], made: true },
  { title: 'config that an earlier run left unmade', from: { ...record, unmade: ['config'] }, next: later, steps: [], made: true },
])('config is made again when it is read or was never made: $title', ({ from = record, next, steps, made }) => {
  expect(needsConfig({ record: from, next, steps })).toBe(made);
});
