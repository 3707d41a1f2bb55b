import { stringify } from 'yaml';

/** A policy as a company of 700 namespaces has it: by file name, the text of 500 roles, of the grants of each team and of each Namespace. */
export function largePolicy({ roles = 500, namespaces = 700, grants = 20_000, grantsPerFile = 100, more = {} } = {}) {
  const names = Array.from({ length: namespaces }, (_, index) => `ns-${index}`);
  const texts = new Map();
  for (let from = 0; from < roles; from += 50) {
    const some = Array.from({ length: Math.min(50, roles - from) }, (_, index) => roleOf(from + index));
    texts.set(`roles-${from}.yaml`, policyText(`roles-${from}`, { roles: some }));
  }
  for (let from = 0; from < grants; from += grantsPerFile) {
    const some = Array.from({ length: Math.min(grantsPerFile, grants - from) }, (_, index) => grantOf(from + index, { roles, names }));
    texts.set(`team-${from}.yaml`, policyText(`grants-${from}`, { grants: some }));
  }
  const denials = [{ rights: ['platform'], namespaces: ['*'], environments: ['production'], reason: 'Ask.' }];
  texts.set('general.yaml', policyText('general', { denials, ...more }));
  for (const name of names) texts.set(`${name}.yaml`, namespaceText(name));
  return { texts, names };
}

export function policyText(name, spec) {
  return stringify({ apiVersion, kind: 'Policy', metadata: { name }, spec }, { aliasDuplicateObjects: false });
}

const apiVersion = 'managed-temporal.dev/v1';

function roleOf(index) {
  return {
    name: `role-${index}`,
    description: 'One of many.',
    ...(index % 5 === 0 ? {} : { includes: [`role-${index - 1}`] }),
    allow: [
      { rights: ['read', 'query'] },
      { rights: ['start', 'signal'], ...(index % 3 === 0 ? { workflowTypes: [`type-${index}-*`] } : {}) },
    ],
  };
}

function grantOf(index, { roles, names }) {
  const subject = index % 50 === 1 ? `team-${index}/*` : `user-${index}@example.com`;
  return {
    role: `role-${index % roles}`,
    to: [index % 2 === 0 ? { group: `group-${index % 900}` } : { subject }],
    namespaces: [index % 200 === 0 ? `ns-${index % 7}*` : names[index % names.length]],
  };
}

function namespaceText(name) {
  const team = { to: { group: `owners-of-${name}` }, rights: ['read', 'query', 'start', 'signal', 'terminate', 'operate'] };
  const worker = { to: { subject: `${name}/worker` }, rights: ['work', 'decode'] };
  const spec = {
    retention: '7d',
    environments: ['staging', 'production'],
    regions: ['eu', 'us'],
    rateLimits: { actionsPerSecond: 400, requestsPerSecond: 1_600 },
    access: [team, worker].map((one) => ({ ...one, because: 'It owns it.' })),
  };
  return stringify({ apiVersion, kind: 'Namespace', metadata: { name, owner: `team-${name}` }, spec });
}
