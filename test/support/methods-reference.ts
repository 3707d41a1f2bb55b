import { methodRights } from '../../src/proxy/authorize/method-rights.ts';
import { methods, type Method } from '../../src/proxy/wire/methods.ts';
import { authorityRules } from './proxy-table/authority-rules.ts';
import { loadDescriptors } from './proxy-table/descriptors.ts';
import { hiddenFields } from './proxy-table/hidden-fields.ts';

const head = `# Methods and actions

<!-- Made by \`npm run reference\` from the table that the proxy decides by; a test fails when it is stale. -->

Which right of [a policy](proxy-config.md) each method of Temporal takes. All that are named are needed, or either where it says so. \`work\` takes \`decode\` as well. What only the platform may do is refused to everybody, \`local\` is answered to whoever is let near.
CloudService is not in the table, and like every method that is not it is refused.

**Types** says what counts for callers that hold the right for some workflow types alone:

- \`request\`: the type that the request names. One that may also signal or end what runs under its id is about that as well.
- \`execution\`, \`history\`, \`schedule\`: the type of the one that it names, which Temporal is asked for first.
- \`query\`, \`filter\`, \`batch\`: the query is made narrower, so that it finds no other types.
- \`namespace\`: nothing of a workflow is in it; the right for some type is enough.
- \`none\`: refused to them.
`;

const fieldsHead = `
## Fields that take a right of their own

Whoever sends them needs these beside the rights of the method. A value that this version does not know takes \`operate\` and \`terminate\`.

Temporal runs workflows of its own in every namespace, for schedules, batches and deployments; their types, ids and task queues begin with \`temporal-sys-\`. They do
what they are told with rights of Temporal's, and on some servers in any namespace. So a call that would start, signal, end or change one, or give their workers
a task, is refused to everybody, and so is a batch whose query names \`TemporalNamespaceDivision\`, by which alone queries find them. Calls for schedules, batches
and deployments take the rights above.
`;

const commandsHead = `
## Commands of workers

Where a command names another namespace, its worker needs the right there, for the type that it starts or, where a workflow is found by its id, for every
type. In its own namespace only a denial stops it. Operations of the Nexus endpoint \`__temporal_system\` are calls to Temporal and take that call’s rights.
`;

/** `docs/reference/methods-and-actions.md` */
export function methodsReference(): string {
  const descriptors = loadDescriptors();
  const sorted = [...methods.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const fields = hiddenFields(descriptors).map(({ method, field, takes }) => {
    const told = takes.map(({ value, right }) => `\`${right}\`${value === undefined ? '' : ` for ${value}`}`);
    return `| ${method} | \`${field}\` | ${told.join(', ')} |`;
  });
  const commands = [...authorityRules].flatMap(([name, { as, right }]) =>
    as === 'command' ? [`| \`${name.slice(name.lastIndexOf('.') + 1)}\` | ${right} |`] : [],
  );
  return [
    head,
    '| method | rights | types |',
    '| --- | --- | --- |',
    ...sorted.map(methodRow),
    fieldsHead,
    '| method | field | takes |',
    '| --- | --- | --- |',
    ...fields,
    commandsHead,
    '| command | right |',
    '| --- | --- |',
    ...commands.toSorted(),
    '',
  ].join('\n');
}

const platformAlone = new Set(['UpdateNamespace', 'DeprecateNamespace']);

function methodRow({ name, actions, scope }: Method): string {
  const { actions: own, isEither } = methodRights(name)!;
  const rights = (own.length === 0 ? actions : own).map((action) => `\`${action}\``).join(isEither ? ' or ' : ', ');
  const isRefused = platformAlone.has(name) || actions.includes('platform');
  return `| ${name} | ${isRefused ? 'the platform alone' : rights} | ${isRefused ? '' : scope.kind} |`;
}
