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
  const ports = await choosePorts({
    wanted: { port: undefined, uiPort: undefined, ...wanted },
    hasProxy: false,
    nextFreePort: freeExcept(...busy),
  });
  expect(ports).toEqual({ port: chosen[0], uiPort: chosen[1], temporalPort: chosen[0], operationsPort: 0, moved });
});

test.each([
  { title: 'Temporal is on the port after the one that people type', wanted: {}, busy: [], inner: [7234, 9233], moved: [] },
  {
    title: 'what nobody types moves without a word',
    wanted: { port: 7234, uiPort: 7235 },
    busy: [9233],
    inner: [7236, 9234],
    moved: [],
  },
  {
    title: 'a taken default moves the proxy, and Temporal after it',
    wanted: {},
    busy: [7233],
    inner: [7235, 9233],
    moved: ['port 7233 is taken; the proxy is on 7234'],
  },
])('with a proxy $title', async ({ wanted, busy, inner, moved }) => {
  const ports = await choosePorts({
    wanted: { port: undefined, uiPort: undefined, ...wanted },
    hasProxy: true,
    nextFreePort: freeExcept(...busy),
  });
  expect([ports.temporalPort, ports.operationsPort]).toEqual(inner);
  expect(ports.moved).toEqual(moved);
});
