import { expect, test } from 'vitest';
import { problemsOf, refusedWithPlace, type RefusedConfig } from '../../support/proxy-files.ts';

const shapes: RefusedConfig[] = [
  {
    title: 'another kind',
    change: (spec) => void Object.assign(spec, { surprise: 1 }),
    message: 'spec.surprise: is not a field this file has',
  },
  {
    title: 'no platform',
    change: (spec) => void (spec.platform = ''),
    message: 'spec.platform: too small: expected string to have >=1 characters',
  },
  {
    title: 'an address without a port',
    change: (spec) => void (spec.listen.address = 'localhost'),
    message: 'spec.listen.address: write host:port, such as 127.0.0.1:7233',
  },
  {
    title: 'a port that is none',
    change: (spec) => void (spec.operations.address = '127.0.0.1:70000'),
    message: 'spec.operations.address: a port is at most 65535',
  },
  {
    title: 'TLS without a key',
    change: (spec) => void (spec.listen.tls = { certificate: 'junk.pem' } as never),
    message: 'spec.listen.tls.key: is missing',
  },
  {
    title: 'no identities',
    change: (spec) => void (spec.identities = []),
    message: 'spec.identities: too small: expected array to have >=1 items',
  },
  {
    title: 'no upstreams',
    change: (spec) => void (spec.upstreams = []),
    message: 'spec.upstreams: too small: expected array to have >=1 items',
  },
  {
    title: 'no namespaces',
    change: (spec) => void (spec.namespaces = []),
    message: 'spec.namespaces: too small: expected array to have >=1 items',
  },
  {
    title: 'an upstream without connections',
    change: ({ upstreams }) => void (upstreams[0]!.connections = { maximum: 0 }),
    message: 'spec.upstreams.0.connections.maximum: too small: expected number to be >=1',
  },
  {
    title: 'a namespace that cannot be one',
    change: ({ namespaces }) => void (namespaces[0]!.name = 'temporal-system'),
    message: 'spec.namespaces.0.name: begins with temporal-, which the server keeps for itself',
  },
  {
    title: 'an owner that nobody is',
    change: ({ namespaces }) => void (namespaces[0]!.owner = ''),
    message: 'spec.namespaces.0.owner: is empty; name the team that is paged, such as team-images',
  },
  {
    title: 'half an encryption',
    change: ({ namespaces }) => void (namespaces[0]!.encryption = 'optional' as never),
    message: 'spec.namespaces.0.encryption: invalid option: expected one of "required"|"off"',
  },
  {
    title: 'a limit without a sense',
    change: (spec) => void (spec.limits = { messageBytes: 1 }),
    message: 'spec.limits.messageBytes: too small: expected number to be >=1024',
  },
  {
    title: 'a log level that is none',
    change: (spec) => void (spec.logLevel = 'trace' as never),
    message: 'spec.logLevel: invalid option',
  },
  {
    title: 'a provider of keys that is none',
    change: (spec) => void (spec.keys = { ring: 'ring', providers: [{ name: 'k', kind: 'vault' } as never] }),
    message: 'spec.keys.providers.0',
  },
];

test.each(shapes)('$title is refused with its place', async ({ message, ...input }) => {
  const text = await problemsOf(input);
  expect(text).toMatch(refusedWithPlace);
  expect(text).toContain(message);
});
