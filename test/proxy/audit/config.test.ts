import { expect, test } from 'vitest';
import { problemsOf, type RefusedConfig } from '../../support/proxy-files.ts';

type Audit = NonNullable<Parameters<NonNullable<RefusedConfig['change']>>[0]['audit']>;

const otlp = { kind: 'otlp', endpoint: 'https://collector.example.com:4318' } as const;

test.each<[string, Audit, string]>([
  ['no sink', { sinks: [] }, 'spec.audit.sinks'],
  [
    'a file in a folder that is not there',
    { sinks: [{ kind: 'file', path: 'gone/audit.jsonl' }] },
    'spec.audit.sinks.0.path: gone/audit.jsonl cannot be made: there is no folder',
  ],
  ['a folder in place of a file', { sinks: [{ kind: 'file', path: '.' }] }, 'is a folder; name a file in it'],
  ['one sink twice', { sinks: [{ kind: 'stdout' }, { kind: 'stdout' }] }, 'spec.audit.sinks.1: stdout stands twice'],
  [
    'headers that are none',
    { sinks: [{ ...otlp, headersFile: 'junk.pem' }] },
    'spec.audit.sinks.0.headersFile: junk.pem has to hold headers',
  ],
  [
    'authorities that are none',
    { sinks: [{ ...otlp, authorities: 'junk.pem' }] },
    'spec.audit.sinks.0.authorities: junk.pem holds no readable certificate',
  ],
  [
    'authorities without https',
    { sinks: [{ ...otlp, endpoint: 'http://localhost:4318', authorities: 'junk.pem' }] },
    'is for https, and http://localhost:4318 is http',
  ],
  ['an endpoint that is no address', { sinks: [{ ...otlp, endpoint: 'ftp://collector' }] }, 'write an address such as https://'],
])('%s is refused with its place', async (_, audit, message) => {
  expect(await problemsOf({ change: (spec) => void (spec.audit = audit) })).toContain(message);
});

function sendsInClear(spec: Parameters<NonNullable<RefusedConfig['change']>>[0]): void {
  spec.development = false;
  spec.audit = { sinks: [{ ...otlp, endpoint: 'http://collector:4318', headersFile: 'token' }] };
}

test('headers are not sent in clear, but on one machine', async () => {
  expect(await problemsOf({ change: sendsInClear })).toContain('is http, over which headersFile would be sent in clear; write https');
});
