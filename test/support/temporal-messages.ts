import type { Type } from 'protobufjs';
import { methods, type Method } from '../../src/proxy/wire/methods.ts';
import { loadDescriptors } from './proxy-table/descriptors.ts';

const root = loadDescriptors();

/** The type of a message, by its name with or without `temporal.api.`. */
export function messageType(name: string): Type {
  return root.lookupType(/^(?:google|temporal)\./.test(name) ? name : `temporal.api.${name}`);
}

/** Serialized from the plain object of a message, with protobuf's names in camel case. */
export function encode(name: string, value: object): Buffer {
  const type = messageType(name);
  return Buffer.from(type.encode(type.fromObject(value)).finish());
}

/** As plain objects, with bytes in base64. */
export function decode(name: string, bytes: Buffer): Record<string, unknown> {
  const type = messageType(name);
  return type.toObject(type.decode(bytes), { bytes: String, longs: String, enums: String });
}

export function methodNamed(name: string): Method {
  const method = [...methods.values()].find((one) => one.name === name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

/** A payload as SDKs make it of a text. */
export function textPayload(text: string): { metadata: Record<string, Buffer>; data: Buffer } {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(text)) };
}
