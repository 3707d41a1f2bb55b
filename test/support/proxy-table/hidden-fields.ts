import type { Root, Type } from 'protobufjs';
import { authorityRules, type AuthorityDecision } from './authority-rules.ts';
import { fieldName, messageName, messageOf, methodsOf } from './descriptors.ts';

export interface HiddenField {
  readonly method: string;
  readonly field: string;
  readonly takes: readonly { readonly value: string | undefined; readonly right: string }[];
}

/** Every field of a request that takes a right of its own, by its path. */
export function hiddenFields(root: Root): HiddenField[] {
  const found = methodsOf(root).flatMap(({ name, request }) => hiddenIn(request, []).map((one) => ({ method: name, ...one })));
  return found.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function keyOf({ method, field }: HiddenField): string {
  return `| ${method} | \`${field}\` |`;
}

/** `src/proxy/authorize/hidden-fields.generated.ts` */
export function hiddenFieldsText(root: Root): string {
  const lines = hiddenFields(root).flatMap(({ method, field, takes }) =>
    takes.map(({ value, right }) => `${method} ${field}${value === undefined ? '' : `=${value}`} ${right}`),
  );
  return `// Made by \`npm run proxy-table\`. A line is METHOD FIELD[=VALUE] RIGHT.\nexport const hiddenFieldLines = \`\n${lines.join('\n')}\n\`;\n`;
}

/** Messages that hold themselves are entered once. */
function hiddenIn(type: Type, within: readonly Type[]): Omit<HiddenField, 'method'>[] {
  if (within.includes(type)) return [];
  return type.fieldsArray.flatMap((field) => {
    const own = fieldName(field);
    const decision = authorityRules.get(`${messageName(type)}.${own}`);
    const takes = decision === undefined ? [] : takesOf(decision);
    const below = messageOf(field);
    const isCommand = decision?.as === 'command' || decision?.as === 'nexus';
    const inside = below === undefined || isCommand ? [] : hiddenIn(below, [...within, type]);
    return [...(takes.length === 0 ? [] : [{ field: own, takes }]), ...inside.map((one) => ({ ...one, field: `${own}.${one.field}` }))];
  });
}

function takesOf({ as, right = '', values = {} }: AuthorityDecision): HiddenField['takes'] {
  if (as === 'set') return [{ value: undefined, right }];
  return as === 'values' ? Object.entries(values).map(([value, taken]) => ({ value, right: taken })) : [];
}
