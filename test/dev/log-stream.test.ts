import { expect, test } from 'vitest';
import { LogStream } from '../../src/dev/log-stream.ts';

function stream(hasColour = false) {
  const lines: string[] = [];
  return { lines, of: (source: string) => new LogStream({ print: (line) => lines.push(line), hasColour }).of(source) };
}

test.each([
  { title: 'a plain line', line: 'Listening', shown: ['worker   | Listening'] },
  {
    title: 'a JSON line of a TypeScript worker',
    line: '{"time":"2026-01-02T03:04:05.678Z","level":"INFO","message":"worker ready","worker":"images","taskQueues":["a","b"]}',
    shown: ['worker   | 03:04:05 INFO worker ready  taskQueues=["a","b"]'],
  },
  {
    title: 'a JSON line of a Python worker with a traceback',
    line: '{"time":"2026-01-02T03:04:05.678+00:00","level":"error","message":"broke","logger":"x","owner":"t","tier":1,"error":"Traceback:\\n  line 1\\nValueError: no\\n"}',
    shown: ['worker   | 03:04:05 error broke', 'worker   | Traceback:', 'worker   |   line 1', 'worker   | ValueError: no'],
  },
  { title: 'JSON that is no log line', line: '{"a":1}', shown: ['worker   | {"a":1}'] },
  { title: 'what only looks like JSON', line: '{ not json', shown: ['worker   | { not json'] },
])('$title is shown readably', ({ line, shown }) => {
  const { lines, of } = stream();
  of('worker')(line);
  expect(lines).toEqual(shown);
});

test('prefixes line up with the longest name', () => {
  const lines: string[] = [];
  const all = new LogStream({ print: (line) => lines.push(line), hasColour: false });
  const [a, b] = [all.of('a-rather-long-name'), all.of('worker')];
  a('1');
  b('2');
  expect(lines).toEqual(['a-rather-long-name | 1', 'worker             | 2']);
});

test('colour is for the prefix alone', () => {
  const { lines, of } = stream(true);
  of('worker')('text');
  expect(lines).toEqual(['\u001b[36mworker   |\u001b[0m text']);
});
