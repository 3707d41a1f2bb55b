import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personas, type Persona } from '../../support/personas/personas.ts';
import { canariesIn, otherRun, visit, type SeenInUi } from '../../support/personas/ui-visit.ts';
import { startUiWorld, type UiWorld } from '../../support/personas/ui-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

/** A service has no login: its token comes from its platform, and no UI takes one. */
const people = personas.filter(({ kind }) => kind === 'people');

describeWith(['temporal', 'temporal-ui-server', 'chromium'], 'people in the stock Temporal UI, in a browser', () => {
  let world: UiWorld;
  beforeAll(async () => {
    const [temporal, uiServer, chromium] = [requireTool('temporal'), requireTool('temporal-ui-server'), requireTool('chromium')];
    world = await startUiWorld({ temporal: temporal ?? '', uiServer: uiServer ?? '', chromium: chromium ?? '' });
  });
  afterAll(() => world?.close());

  test('there are thirty of them', () => expect(people.length).toBeGreaterThanOrEqual(30));

  describe('see there what they may see, and read what they may read:', () => {
    test.concurrent.for(people)('$name', async (persona) => {
      const expected = expectedInUi(persona);
      const { seen, received, codec } = await visit(world, persona.name, expected.failed);
      const reads = typeof expected.failed === 'object';
      expect({ seen, received: canariesIn(received), codec: [...codec] }).toEqual({
        seen: expected,
        received: reads ? expected.failed.clear : [],
        codec: reads ? [200] : [],
      });
    });
  });

  test('whoever was refused there is in the audit log', async () => {
    const denied = (await world.proxy.audit()).filter(({ decision }) => decision === 'denied');
    const subjects = new Set(denied.map(({ caller }) => (caller as { subject?: string }).subject));
    const refused = people.filter((persona) => Object.values(expectedInUi(persona)).includes('refused'));
    expect(refused.map(({ name }) => name).filter((name) => !subjects.has(name))).toEqual([]);
  });
});

function expectedInUi({ images, videos, types, clear, isRevoked }: Persona): SeenInUi {
  const [inClear, mayRead] = [clear.split(' ').filter((word) => word !== ''), images.includes('read')];
  const others = types === undefined ? [otherRun] : [];
  return {
    namespaces: isRevoked === true ? 'refused' : [...(images === '' ? [] : ['images']), ...(videos === '' ? [] : ['videos'])],
    images: mayRead ? ['failed-Pay', 'running-Pay', ...others] : 'refused',
    videos: videos.includes('read') ? ['running-Ship'] : 'refused',
    failed: mayRead ? { clear: inClear, hasSealed: !(inClear.includes('data') && inClear.includes('failure')) } : 'refused',
    leftOut: types === undefined ? undefined : 'not there',
  };
}
