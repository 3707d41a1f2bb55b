export const head = `apiVersion: managed-temporal.dev/v1
kind: Policy
metadata: { name: company }
spec:
`;
const roles = '  roles: [{ name: reader, description: Looks., allow: [{ rights: [read] }] }]\n';
const granted = (more: string) => `${head}${roles}  grants: [{ role: reader, to: [{ group: a }], namespaces: [images]${more} }]\n`;
export const good = granted('');
export const to = (text: string) => good.replace('{ group: a }', text);
export const glass = (from: string, until: string) => `${good}---
apiVersion: managed-temporal.dev/v1
kind: BreakGlass
metadata: { name: fire }
spec:
  role: reader
  to: [{ group: a }]
  namespaces: [images]
  reason: Fire.
  from: ${from}
  until: ${until}
`;
const oneOf = 'Policy, BreakGlass, PolicyTest, Namespace, Revocations';
const noKind = `write one of ${oneOf}`;
const noRight = 'is no right; write one of read, query,';
const noCaller = 'write { group: … }, { subject: … }, { callers: people } or { callers: services }';
const noTime = 'write a time and its offset, such as 2030-01-01T00:00:00Z';
const nothing = 'holds no Policy, BreakGlass or Namespace document, so that nobody would be granted anything';
const noType = 'write a workflow type, or the beginning of some and *: visibility queries can say no more';
const noName = 'use lower-case letters, digits and hyphens';

/** What is wrong with a file, as `LINE:COLUMN  …`, or without a place. */
export const wrong: readonly { title: string; text: string | Buffer; said: readonly string[] }[] = [
  { title: 'nothing', text: '', said: [nothing] },
  { title: 'comments alone', text: '# nothing\n---\n# more\n', said: [nothing] },
  { title: 'documents of a worker that say nothing of access', text: 'kind: Workflow\n', said: [nothing] },
  {
    title: 'test cases alone',
    text: 'kind: PolicyTest\n',
    said: ['1:1  apiVersion: is missing', '1:1  metadata: is missing', '1:1  spec: is missing'],
  },
  { title: 'a spec of nothing', text: head, said: ['4:6  spec: invalid input: expected object, received null'] },
  {
    title: 'an anchor and an alias',
    text: good.replace('[images]', '&all [images], regions: *all'),
    said: ['6:65  an anchor is not taken here; write the value out', '6:84  an alias is not taken here; write the value out'],
  },
  { title: 'a merge key', text: granted(', <<: {}'), said: ['6:70  spec.grants.0.<<: is not a field this file has'] },
  { title: 'a tag', text: to('{ group: !secret a }'), said: ['6:42  a tag is not taken here; write the value out'] },
  { title: 'a key twice', text: `${good}  grants: []\n`, said: ['7:3  this key stands twice'] },
  {
    title: 'tabs',
    text: `${head}\troles: []\n`,
    said: ['5:1  tabs are not allowed as indentation'],
  },
  {
    title: 'a bracket too few',
    text: `${head}  roles: [{ name: a }\n`,
    said: ['6:1  flow sequence in block collection must be sufficiently indented and end with a ]'],
  },
  { title: 'too much', text: `${good}# ${'x'.repeat(1_000_000)}`, said: ['has 1000234 characters; at most 1000000 are read'] },
  { title: 'brackets without end', text: `a: ${'['.repeat(3000)}`, said: ['is nested too deeply'] },
  { title: 'a picture', text: Buffer.from('89504e470d0a1a0a', 'hex'), said: ['1:1  is no UTF-8 text from here on; save it as such'] },
  { title: 'UTF-16', text: Buffer.from(good, 'utf16le'), said: ['1:2  is no UTF-8 text from here on; save it as such'] },
  {
    title: 'Latin-1',
    text: Buffer.from(good.replace('Looks', 'Läse'), 'latin1'),
    said: ['5:41  is no UTF-8 text from here on; save it as such'],
  },
  { title: 'a list', text: '- a\n', said: [`1:1  kind: has no kind; ${noKind}`] },
  { title: 'a word', text: 'policy\n', said: [`1:1  kind: has no kind; ${noKind}`] },
  {
    title: 'another kind',
    text: good.replace('kind: Policy', 'kind: policy'),
    said: [`2:7  kind: policy is no kind that is read here; ${noKind}`],
  },
  {
    title: 'another version',
    text: good.replace('/v1', '/v2'),
    said: ['1:13  apiVersion: invalid input: expected "managed-temporal.dev/v1"'],
  },
  {
    title: 'a misspelt field',
    text: good.replace('spec:', 'spce:'),
    said: ['1:1  spec: is missing', '4:1  spce: is not a field this file has'],
  },
  {
    title: 'a second document after dots',
    text: `${good}...\nkind: Pod\n`,
    said: [`8:7  kind: Pod is no kind that is read here; ${noKind}`],
  },
  {
    title: 'a fault in the second document of a file with the line ends of Windows',
    text: `${good}---\n${good.replace('company', 'other').replace(roles, '').replace('reader', 'none')}`.replaceAll('\n', '\r\n'),
    said: ['12:20  there is no role none'],
  },
  {
    title: 'numbers and switches where names belong',
    text: to('{ group: 42 }, { group: true }, { group: null }'),
    said: [
      '6:42  spec.grants.0.to.0.group: is 42, which is no text; text that looks so needs quotes',
      '6:57  spec.grants.0.to.1.group: is true, which is no text; text that looks so needs quotes',
      '6:74  spec.grants.0.to.2.group: is null, which is no text; text that looks so needs quotes',
    ],
  },
  {
    title: 'empty names and lists',
    text: `${head}  roles: [{ name: '', description: '', allow: [{ rights: [] }] }]\n  grants: [{ role: r, to: [], namespaces: [], environments: [] }]\n`,
    said: [
      `5:19  spec.roles.0.name: ${noName}`,
      '5:36  spec.roles.0.description: is empty; write a sentence',
      '5:58  spec.roles.0.allow.0.rights: is empty; write at least one',
      '6:27  spec.grants.0.to: is empty; write at least one',
      '6:43  spec.grants.0.namespaces: is empty; write at least one',
      '6:61  spec.grants.0.environments: is empty; write at least one, or leave it out for all',
    ],
  },
  {
    title: 'callers that are none',
    text: to('a, {}, { user: a }, { callers: all }, { subject: a, sorce: b }'),
    said: [
      `6:33  spec.grants.0.to.0: ${noCaller}`,
      `6:36  spec.grants.0.to.1: ${noCaller}`,
      `6:40  spec.grants.0.to.2: ${noCaller}`,
      '6:64  spec.grants.0.to.3.callers: invalid option: expected one of "people"|"services"',
      '6:85  spec.grants.0.to.4.sorce: is not a field this file has',
    ],
  },
  {
    title: 'rights that are none, one by a letter that only looks like another',
    text: good.replace('[read]', "[raed, '*', re\u0430d]"),
    said: [
      `5:67  spec.roles.0.allow.0.rights.0: "raed" ${noRight}`,
      `5:73  spec.roles.0.allow.0.rights.1: "*" ${noRight}`,
      `5:78  spec.roles.0.allow.0.rights.2: "re\\u{430}d" ${noRight}`,
    ],
  },
  {
    title: 'a role by such a letter',
    text: good.replace('role: reader', 'role: r\u0435ader'),
    said: [`6:20  spec.grants.0.role: ${noName}`],
  },
  {
    title: 'namespaces that can be none',
    text: good.replace('[images]', "[Images, im?ges, '']"),
    said: [61, 69, 77].map(
      (column, index) =>
        `6:${column}  spec.grants.0.namespaces.${index}: write lower-case letters, digits and hyphens; * stands for any characters`,
    ),
  },
  {
    title: 'patterns that no query can say',
    text: granted(", workflowTypes: ['**', 'a*b', '*b', '']"),
    said: [
      `6:86  spec.grants.0.workflowTypes.0: ${noType}`,
      `6:92  spec.grants.0.workflowTypes.1: ${noType}`,
      `6:99  spec.grants.0.workflowTypes.2: ${noType}`,
      `6:105  spec.grants.0.workflowTypes.3: ${noType}`,
    ],
  },
  {
    title: 'places that the platform lacks',
    text: granted(', environments: [prod], regions: [moon]'),
    said: [
      '6:85  prod is no environment of the platform; it has staging, production',
      '6:102  moon is no region of the platform; it has eu, us',
    ],
  },
  {
    title: 'a denial without a reason',
    text: `${good}  denials: [{ rights: [read], namespaces: [images] }]\n`,
    said: ['7:13  spec.denials.0.reason: is missing'],
  },
  {
    title: 'a role that includes itself',
    text: good.replace('allow:', 'includes: [reader], allow:'),
    said: ['5:59  roles include each other: reader -> reader'],
  },
  {
    title: 'a cycle of three roles, once, whoever includes it',
    text: `${head}  roles:
    - { name: d, description: D., includes: [b] }
    - { name: a, description: A., includes: [b] }
    - { name: b, description: B., includes: [c] }
    - { name: c, description: C., includes: [a] }\n`,
    said: ['7:46  roles include each other: b -> c -> a -> b'],
  },
  {
    title: 'break-glass that ends before it begins',
    text: glass('2030-01-01T02:00:00Z', '2030-01-01T01:00:00Z'),
    said: ['17:10  is not after spec.from'],
  },
  {
    title: 'break-glass that ends as it begins',
    text: glass('2030-01-01T02:00:00Z', '2030-01-01T03:00:00+01:00'),
    said: ['17:10  is not after spec.from'],
  },
  {
    title: 'break-glass of a day',
    text: glass('2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z'),
    said: ['17:10  is more than 12 hours after spec.from'],
  },
  {
    title: 'dates without a time, and times without an offset',
    text: glass('2030-01-01', '2030-01-01T02:00:00'),
    said: [`16:9  spec.from: ${noTime}`, `17:10  spec.until: ${noTime}`],
  },
  {
    title: 'a day that there is not',
    text: glass('tomorrow', '2030-02-30T02:00:00Z'),
    said: [`16:9  spec.from: ${noTime}`, `17:10  spec.until: ${noTime}`],
  },
  {
    title: 'rates that are none',
    text: `${good}  limits: { namespaces: [{ namespaces: [images], requestsPerSecond: 0 }], callers: [{ namespaces: [images], requestsPerSecond: '5' }] }\n`,
    said: [
      '7:69  spec.limits.namespaces.0.requestsPerSecond: too small: expected number to be >=0.01',
      '7:85  spec.limits.callers.0.to: is missing',
      '7:128  spec.limits.callers.0.requestsPerSecond: invalid input: expected number, received string',
    ],
  },
];
