import { expect, test } from 'vitest';
import { withoutSystem } from '../../../src/proxy/authorize/system-workflows.ts';

const prefix = (text: string) => ({ kind: 'prefix', text }) as const;
const system = prefix('temporal-sys-');

test.each([
  { scope: 'every type', allowed: [prefix('')], denied: [prefix('Secret')], left: [prefix('Secret'), system] },
  { scope: 'types that begin as they do', allowed: [prefix('temporal')], denied: [], left: [system] },
  { scope: 'types that begin otherwise', allowed: [prefix('tempo-'), prefix('Pay')], denied: [], left: [] },
  { scope: 'one type', allowed: [{ kind: 'exact', text: 'temporal' } as const], denied: [], left: [] },
])('of $scope, those of Temporal’s own are left out', ({ allowed, denied, left }) => {
  expect(withoutSystem({ allowed, denied })).toEqual({ allowed, denied: left });
});
