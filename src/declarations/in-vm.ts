/**
 * What runs beside the contracts in their own context, where nothing of Node is to be had. These functions are sent
 * there as text (`inVmSource`), so they may name each other and the language's built-ins, and nothing else.
 */

/** One contract as it came out of running its module. */
export interface RunDefinition {
  kind: string;
  name: string;
  taskQueue: string;
  worker?: string;
  namespace?: string;
  input: Record<string, unknown>;
  output: Record<string, unknown>;
  signals: Record<string, Record<string, Record<string, unknown>>>;
  queries: Record<string, Record<string, Record<string, unknown>>>;
  updates: Record<string, Record<string, Record<string, unknown>>>;
  options: Record<string, unknown>;
  problems: { path: string[]; message: string }[];
}

export interface RunResult {
  definitions: RunDefinition[];
  /** `[module, name it is exported under, definition]`, by index. */
  exports: [number, string, number][];
}

type Bag = Record<string | symbol, unknown>;
type Report = (path: readonly string[], message: string) => void;
type Convert = (schema: unknown, options: object) => Record<string, unknown>;

/** Stands for everything of a module that is not run: it can be passed on and called, but not looked into. */
function managedStub(name: string): unknown {
  const refuse = () => {
    throw Object.assign(new Error(`${name} is used`), { stub: name });
  };
  const stub: unknown = new Proxy(function constructible() {}, {
    get(_target, key) {
      if (key === Symbol.for('managed-temporal.dev/stub')) return name;
      if (key === '__esModule') return true;
      if (key === '_zod' || key === Symbol.toPrimitive || key === Symbol.iterator) return refuse();
      return typeof key === 'symbol' || key === 'then' ? undefined : managedStub(`${name}.${key}`);
    },
    set: refuse,
    ownKeys: refuse,
    apply: () => managedStub(`${name}()`),
    construct: () => managedStub(`new ${name}`) as object,
  });
  return stub;
}

function managedStubName(value: unknown): string | undefined {
  const isObject = typeof value === 'function' || (typeof value === 'object' && value !== null);
  return isObject ? ((value as Bag)[Symbol.for('managed-temporal.dev/stub')] as string | undefined) : undefined;
}

function managedStubMessage(name: string): string {
  return `is made from ${name}, which is not run while declarations are read; contracts may import the schema library and each other only`;
}

/** Finds every contract that the modules export, and turns each into data. */
function managedDescribe(modules: readonly Bag[], convert: Convert): string {
  const brand = Symbol.for('managed-temporal.dev/definition');
  const indexes = new Map<unknown, number>();
  const result: RunResult = { definitions: [], exports: [] };
  modules.forEach((module, moduleIndex) => {
    for (const name of Object.keys(module)) {
      const value = module[name] as Bag | null | undefined;
      if (typeof value !== 'object' || value === null || typeof value[brand] !== 'string') continue;
      let index = indexes.get(value);
      if (index === undefined) {
        index = result.definitions.push(managedDefinition(value, convert)) - 1;
        indexes.set(value, index);
      }
      result.exports.push([moduleIndex, name, index]);
    }
  });
  return JSON.stringify(result);
}

function managedDefinition(value: Bag, convert: Convert): RunDefinition {
  const problems: RunDefinition['problems'] = [];
  const report: Report = (path, message) => problems.push({ path: [...path], message });
  const kind = value[Symbol.for('managed-temporal.dev/definition')] as string;
  const schema = (field: string) => managedSchema(value[field], [field], { convert, report });
  const group = (field: string) => managedHandlers(value[field], field, { convert, report });
  const worker = managedText(value['worker'], ['worker'], { report, isOptional: true });
  const namespace = managedText(value['namespace'], ['namespace'], { report, isOptional: true });
  const options = managedOptions(value, report);
  if (kind === 'activity' && options['startToCloseTimeout'] === undefined) report(['startToCloseTimeout'], 'is missing');
  return {
    kind,
    name: String(managedText(value['name'], ['name'], { report, isOptional: false })),
    taskQueue: String(managedText(value['taskQueue'], ['taskQueue'], { report, isOptional: false })),
    ...(worker === undefined ? {} : { worker }),
    ...(namespace === undefined ? {} : { namespace }),
    input: schema('input'),
    output: schema('output'),
    signals: group('signals'),
    queries: group('queries'),
    updates: group('updates'),
    options,
    problems,
  };
}

/** Everything else a contract says; an empty list of search attributes is what define makes of none. */
function managedOptions(value: Bag, report: Report): Record<string, unknown> {
  const known = /^(kind|name|taskQueue|worker|namespace|input|output|signals|queries|updates|heartbeatDetails)$/;
  const keys = Object.keys(value).filter((key) => !known.test(key));
  const options = Object.fromEntries(keys.map((key) => [key, managedPlain(value[key], [key], report)]));
  const { searchAttributes } = options;
  if (typeof searchAttributes === 'object' && searchAttributes !== null && Object.keys(searchAttributes).length === 0) {
    delete options['searchAttributes'];
  }
  return options;
}

function managedText(value: unknown, path: string[], { report, isOptional }: { report: Report; isOptional: boolean }): string | undefined {
  if (typeof value === 'string') return value;
  const stub = managedStubName(value);
  if (stub !== undefined) report(path, managedStubMessage(stub));
  else if (value !== undefined) report(path, 'is not text');
  else if (!isOptional) report(path, 'is missing');
  return undefined;
}

/** A copy of plain data; anything that JSON would drop or change is reported. */
function managedPlain(value: unknown, path: string[], report: Report): unknown {
  const stub = managedStubName(value);
  if (stub !== undefined) {
    report(path, managedStubMessage(stub));
    return undefined;
  }
  if (value === null || ['undefined', 'string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => managedPlain(item, [...path, String(index)], report));
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, managedPlain(inner, [...path, key], report)]));
  }
  report(path, 'is not plain data');
  return undefined;
}

/** Signals are schemas; queries and updates are pairs of them. */
function managedHandlers(handlers: unknown, field: string, tools: { convert: Convert; report: Report }): RunDefinition['signals'] {
  if (handlers === undefined) return {};
  const stub = managedStubName(handlers);
  if (stub !== undefined) {
    tools.report([field], managedStubMessage(stub));
    return {};
  }
  const entries = Object.entries(handlers as Record<string, unknown>).map(([name, handler]) => {
    const path = [field, name];
    if (field === 'signals') return [name, { input: managedSchema(handler, path, tools) }] as const;
    const pair = managedStubName(handler) === undefined ? ((handler ?? {}) as Bag) : { input: handler, output: handler };
    const output = managedSchema(pair['output'], [...path, 'output'], tools);
    const hasInput = field === 'updates' || pair['input'] !== undefined;
    return [name, hasInput ? { input: managedSchema(pair['input'], [...path, 'input'], tools), output } : { output }] as const;
  });
  return Object.fromEntries(entries) as RunDefinition['signals'];
}

/** The JSON Schema of what travels: the side before transforms and defaults. */
function managedSchema(
  schema: unknown,
  path: string[],
  { convert, report }: { convert: Convert; report: Report },
): Record<string, unknown> {
  const stub = managedStubName(schema);
  const isObject = typeof schema === 'object' && schema !== null;
  if (stub !== undefined) report(path, managedStubMessage(stub));
  else if (schema === undefined) report(path, 'is missing');
  else if (isObject && '_def' in schema && !('_zod' in schema)) {
    report(path, "is a zod 3 schema; contracts are read with zod 4, so import z from 'zod/mini' or 'zod' of zod 4");
  } else if (!isObject || !('_zod' in schema)) report(path, 'is not a zod schema');
  else return managedConvert(schema, path, { convert, report });
  return {};
}

function managedConvert(
  schema: unknown,
  path: string[],
  { convert, report }: { convert: Convert; report: Report },
): Record<string, unknown> {
  const refuse = ({ zodSchema, path: inside }: { zodSchema: Bag; path: readonly (string | number)[] }) => {
    const type = ((zodSchema['_zod'] as Bag)['def'] as Bag)['type'] as string;
    report([...path, ...managedSchemaKeys(inside)], managedUnsafe(type));
    return 'any';
  };
  const override = (context: { zodSchema: Bag; path: readonly (string | number)[] }) => {
    if (((context.zodSchema['_zod'] as Bag)['def'] as Bag)['type'] === 'file') refuse(context);
  };
  const options = { io: 'input', target: 'draft-2020-12', override };
  try {
    return JSON.parse(JSON.stringify({ ...convert(schema, options), $schema: undefined })) as Record<string, unknown>;
  } catch (error) {
    const { stub, message } = error as Error & { stub?: string };
    let reported = 0;
    const count = (context: Parameters<typeof refuse>[0]) => {
      reported += 1;
      return refuse(context);
    };
    try {
      if (stub === undefined) convert(schema, { ...options, unrepresentable: count });
    } catch {
      // The first error is the one to tell.
    }
    if (reported === 0) report(path, stub === undefined ? `has no JSON Schema: ${message}` : managedStubMessage(stub));
    return {};
  }
}

/** Keys a person wrote, of a path through a JSON Schema. */
function managedSchemaKeys(path: readonly (string | number)[]): string[] {
  return path.filter((_key, index) => path[index - 1] === 'properties').map(String);
}

function managedUnsafe(type: string): string {
  const mends: Record<string, string> = {
    date: 'use z.iso.datetime()',
    bigint: 'use z.string() or z.int()',
    map: 'use z.record()',
    set: 'use z.array()',
    void: 'use z.null()',
    undefined: 'use z.optional() around the field, or z.null()',
    transform: 'begin with the schema of what is sent, as in z.pipe(sent, z.transform(…))',
    file: 'send where it is stored',
  };
  const mend = mends[type];
  return `is of type ${type}, which JSON cannot carry${mend === undefined ? '' : `; ${mend}`}`;
}

/** The functions above as the text of a script. */
export const inVmSource = [
  managedStub,
  managedStubName,
  managedStubMessage,
  managedDescribe,
  managedDefinition,
  managedOptions,
  managedText,
  managedPlain,
  managedHandlers,
  managedSchema,
  managedConvert,
  managedSchemaKeys,
  managedUnsafe,
]
  .map(String)
  .join('\n');
