import { createRequire } from 'node:module';
import { MapField, Root, Type, type Field, type Method } from 'protobufjs';
import { addNewerFields } from './newer-fields.ts';

/**
 * Temporal's own descriptors, as the SDK ships them, with what is newer.
 *
 * A copy: the SDK serializes with its own, and a type that has once made a message leaves out fields that come to it later.
 */
export function loadDescriptors(): Root {
  const shipped = createRequire(import.meta.url)('@temporalio/proto/protos/json-module.js') as Root;
  const root = Root.fromJSON(shipped.toJSON());
  addNewerFields(root);
  root.resolveAll();
  return root;
}

const services = ['WorkflowService', 'OperatorService'] as const;

export interface ServiceMethod {
  readonly service: (typeof services)[number];
  readonly name: string;
  readonly path: string;
  readonly request: Type;
  readonly response: Type;
}

export function methodsOf(root: Root): ServiceMethod[] {
  return services.flatMap((service) => {
    const name = `temporal.api.${service.toLowerCase()}.v1.${service}`;
    return root.lookupService(name).methodsArray.map((method) => serviceMethod(service, name, method));
  });
}

function serviceMethod(service: ServiceMethod['service'], fullName: string, method: Method): ServiceMethod {
  method.resolve();
  const [request, response] = [method.resolvedRequestType, method.resolvedResponseType];
  if (request === null || response === null) throw new Error(`${method.fullName} has no messages`);
  return { service, name: method.name, path: `/${fullName}/${method.name}`, request, response };
}

/** Every message that a call, the details of its error or an Any in it can hold, by protobuf's name without `temporal.api.`. */
export function messagesOf(root: Root): Map<string, Type> {
  const found = new Map<string, Type>();
  const roots = [
    ...methodsOf(root).flatMap(({ request, response }) => [request, response]),
    ...typesIn(root, 'temporal.api.errordetails.v1'),
    ...typesIn(root, 'temporal.api.update.v1'),
    root.lookupType('temporal.api.history.v1.History'),
    root.lookupType('google.rpc.Status'),
  ];
  for (const type of roots) reach(type, found);
  return new Map([...found].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function typesIn(root: Root, namespace: string): Type[] {
  const nested = root.lookup(namespace);
  if (nested === null || !('nestedArray' in nested)) throw new Error(`no ${namespace}`);
  return (nested.nestedArray as unknown[]).filter((one) => one instanceof Type);
}

function reach(type: Type, found: Map<string, Type>): void {
  const name = messageName(type);
  if (found.has(name)) return;
  found.set(name, type);
  for (const field of type.fieldsArray) {
    const below = messageOf(field);
    if (below !== undefined) reach(below, found);
  }
}

export function messageOf(field: Field): Type | undefined {
  const { resolvedType } = field.resolve();
  return resolvedType instanceof Type ? resolvedType : undefined;
}

export function messageName(type: Type): string {
  return type.fullName.replace(/^[.](?:temporal[.]api[.])?/, '');
}

/** The name it has in the `.proto` file; descriptors of the SDK have it in camel case. */
export function fieldName(field: Field): string {
  return field.name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What the keys of a map are; `undefined` for other fields. */
export function keyTypeOf(field: Field): string | undefined {
  return field instanceof MapField ? field.keyType : undefined;
}
