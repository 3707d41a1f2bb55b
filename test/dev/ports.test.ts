import { expect, test } from 'vitest';
import { choosePorts } from '../../src/dev/ports.ts';

const freeExcept =
  (...busy: number[]) =>
  (start: number, taken: readonly number[]) => {
    let port = start;
    while (busy.includes(port) || taken.includes(port)) port += 1;
    return Promise.resolve(port);
  };

test.each([
  { title: 'the defaults are taken when they are free', wanted: {}, busy: [], chosen: [7233, 8233], moved: [] },
  {
    title: 'a taken default moves on and says so',
    wanted: {},
    busy: [7233, 7234, 8233],
    chosen: [7235, 8234],
    moved: ['port 7233 is taken; Temporal is on 7235', 'port 8233 is taken; the UI is on 8234'],
  },
  {
    title: 'a port that was named stays, taken or not',
    wanted: { port: 7000, uiPort: 7001 },
    busy: [7000, 7001],
    chosen: [7000, 7001],
    moved: [],
  },
  {
    title: 'a default makes way for a port that was named',
    wanted: { uiPort: 7233 },
    busy: [],
    chosen: [7234, 7233],
    moved: ['port 7233 is taken; Temporal is on 7234'],
  },
])('$title', async ({ wanted, busy, chosen, moved }) => {
  const { port, uiPort, ...rest } = await choosePorts({ port: undefined, uiPort: undefined, ...wanted }, freeExcept(...busy));
  expect([port, uiPort]).toEqual(chosen);
  expect(rest.moved).toEqual(moved);
});
