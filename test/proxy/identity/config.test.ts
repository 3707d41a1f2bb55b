import { expect, test } from 'vitest';
import { describeProblem } from '../../../src/errors/describe.ts';
import { readYaml } from '../../../src/domain/read-yaml.ts';
import { identitySources } from '../../../src/proxy/identity/config.ts';

function read(text: string): string[] {
  const reading = readYaml(identitySources, text, 'proxy.yaml');
  return reading.kind === 'valid' ? [] : reading.problems.map(describeProblem);
}

const jwt = (more: string) => `- kind: jwt
  name: people
  issuer: https://id.example.com
  audiences: [temporal-proxy]
  place: { cluster: eu-1 }
  grants: [{ subject: '*', namespaces: [images] }]
${more}`;

test('what a token source leaves out has a default', () => {
  const reading = readYaml(identitySources, jwt(''), 'proxy.yaml');
  expect(reading).toMatchObject({ kind: 'valid', value: [{ clockSkew: '60s', verifyEvery: '10m', subjectClaim: 'sub' }] });
});

test.each([
  { title: 'no source at all', text: '[]', expected: 'proxy.yaml:1:1  too small: expected array to have >=1 items' },
  {
    title: 'an unknown kind',
    text: '- kind: saml',
    expected: 'proxy.yaml:1:9  0.kind: is none of jwt, kubernetes, mtls, static and local',
  },
  { title: 'an unknown field', text: jwt('  secret: x'), expected: 'proxy.yaml:7:3  0.secret: is not a field this file has' },
  {
    title: 'a time without a unit',
    text: jwt('  clockSkew: 60'),
    expected: 'proxy.yaml:7:14  0.clockSkew: is 60, which is no text; text that looks so needs quotes',
  },
  { title: 'an address that is none', text: jwt('  jwksUri: keys'), expected: 'proxy.yaml:7:12  0.jwksUri: invalid URL' },
  {
    title: 'a region beside a cluster',
    text: jwt('').replace('{ cluster: eu-1 }', '{ cluster: eu-1, region: eu }'),
    expected: 'proxy.yaml:5:27  0.place.region: is not a field this file has',
  },
  {
    title: 'a token in clear where its hash belongs',
    text: `- kind: static
  name: scripts
  place: { cluster: eu-1 }
  tokens: [{ subject: seed, sha256: open-sesame, namespaces: [images] }]
`,
    expected: 'proxy.yaml:4:37  0.tokens.0.sha256: write the 64 lower-case hexadecimal digits that `printf %s TOKEN | sha256sum` prints',
  },
])('$title has a place and a word on what to do', ({ text, expected }) => {
  expect(read(text)).toEqual([expected]);
});
