import { expect, test } from 'vitest';
import { createCallLog } from '../../../src/proxy/observe/call-log.ts';
import { createSeriesBook } from '../../../src/proxy/observe/call-series.ts';
import { createLog, type LogLevel } from '../../../src/proxy/observe/log.ts';
import type { CallEnd } from '../../../src/proxy/observe/observe.ts';
import { reject } from '../../../src/proxy/rejection.ts';

const none = { sealed: 0, opened: 0, verbatim: 0, plain: 0, withheld: 0, unknownFields: 0 };
const identity = {
  source: 'tokens',
  subject: 'ada',
  place: { cluster: undefined, environment: 'production', region: 'eu' },
  namespaces: new Set<string>(),
  groups: new Set<string>(),
  kind: 'service' as const,
};

function recorded(level: LogLevel = 'info') {
  const texts: string[] = [];
  const time = { now: Date.UTC(2026, 0, 1) };
  const log = createLog({ destination: { write: (text: string) => void texts.push(text) }, clock: () => time.now, level });
  const book = createSeriesBook(createCallLog(log));
  const end = (changes: Partial<CallEnd> = {}) =>
    book.meterOf('StartWorkflowExecution', undefined).ended({
      status: 0,
      startedAt: performance.now() - 12,
      isPoll: false,
      requestBytes: 0,
      responseBytes: 0,
      identity,
      peer: '10.0.0.1:5',
      ...changes,
    });
  return { log, end, time, lines: () => texts.map((text) => JSON.parse(text) as Record<string, unknown>), texts };
}

const refused = reject(7, 'namespace-not-granted', { message: 'this caller may not', detail: 'orders is not granted' });

test('a refusal is one line with fixed keys', () => {
  const { end, lines, texts } = recorded();
  end({ status: 7, rejection: refused });
  expect(lines()).toEqual([
    {
      level: 'warn',
      time: '2026-01-01T00:00:00.000Z',
      event: 'refused',
      method: 'StartWorkflowExecution',
      namespace: 'other',
      owner: 'other',
      subject: 'ada',
      peer: '10.0.0.1:5',
      code: 'PERMISSION_DENIED',
      reason: 'namespace-not-granted',
      durationMs: expect.any(Number),
      detail: 'orders is not granted',
    },
  ]);
  expect(texts[0]?.split('\n')).toHaveLength(2);
});

test.each([
  { title: 'a success', end: {}, info: [], debug: ['call'] },
  { title: 'a failure of Temporal', end: { status: 5 }, info: ['failed'], debug: ['failed'] },
  { title: 'a caller that has gone', end: { status: 1 }, info: [], debug: ['gone'] },
  { title: 'an answer of which a part is left out', end: { rejection: refused }, info: ['refused'], debug: ['refused'] },
])('$title', ({ end: changes, info, debug }) => {
  for (const [level, events] of [
    ['info', info],
    ['debug', debug],
  ] as const) {
    const { end, lines } = recorded(level);
    end(changes);
    expect(lines().map(({ event }) => event)).toEqual(events);
  }
});

test('a bug of ours is an error, not a warning', () => {
  const { end, lines } = recorded();
  end({ status: 13, rejection: reject(13, 'bug', { message: 'bug' }) });
  expect(lines()).toMatchObject([{ level: 'error', event: 'refused', code: 'INTERNAL', reason: 'bug' }]);
});

test('repeats are left out for a while and then told by number', () => {
  const { end, lines, time } = recorded();
  for (let call = 0; call < 100; call += 1) end({ status: 7, rejection: refused });
  end({ status: 7, rejection: refused, identity: { ...identity, subject: 'bob' } });
  time.now += 10_000;
  end({ status: 7, rejection: refused });
  expect(lines().map(({ subject, repeats }) => [subject, repeats])).toEqual([
    ['ada', undefined],
    ['bob', undefined],
    ['ada', 99],
  ]);
});

test('a flood of new kinds of lines takes no memory for ever', () => {
  const { log, lines } = recorded();
  for (let kind = 0; kind < 5_000; kind += 1) log.writeSeldom('warn', { event: 'refused', subject: `s${kind}` });
  log.writeSeldom('warn', { event: 'refused', subject: 's0' });
  expect(lines()).toHaveLength(5_001);
});

test('fields of a response that are not known are told once an hour', () => {
  const { end, lines, time } = recorded();
  const opened = { ...none, unknownFields: 2 };
  end({ opened });
  end({ opened });
  time.now += 3_600_000;
  end({ opened });
  expect(lines()).toMatchObject([
    { level: 'warn', event: 'unknown-fields', method: 'StartWorkflowExecution' },
    { event: 'unknown-fields', repeats: 1 },
  ]);
});

test('a detail is cut, and what a caller made up stays on its line', () => {
  const { end, lines, texts } = recorded();
  end({ status: 3, rejection: reject(3, 'malformed', { message: 'no', detail: `\n{"level":"error"}${'x'.repeat(10_000)}` }) });
  expect(texts[0]?.split('\n')).toHaveLength(2);
  expect(String(lines()[0]?.['detail'])).toHaveLength(500);
});

test('the level can be changed while it runs', () => {
  const { log, end, lines } = recorded('error');
  end({ status: 7, rejection: refused });
  log.useLevel('debug');
  end();
  expect(log.isDebug()).toBe(true);
  expect(lines().map(({ event }) => event)).toEqual(['call']);
});
