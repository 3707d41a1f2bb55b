import * as z from 'zod';

/**
 * Longest worker name: 63 characters of a DNS label less 16 for the longest suffix anything appends
 * (`-` and a build ID's ten hexadecimal characters, or a ReplicaSet's hash).
 */
export const maxNameLength = 47;

const dnsLabel = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** Names that would shadow a folder, a module or a Kubernetes default of every worker. */
const reservedNames = new Set([
  'con',
  'config',
  'contracts',
  'default',
  'deploy',
  'dist',
  'docs',
  'kube-system',
  'managed-worker',
  'node-modules',
  'nul',
  'prn',
  'schemas',
  'sdk',
  'src',
  'temporal',
  'temporal-system',
  'temporalio',
  'test',
  'tests',
  'worker',
]);

/** Why `name` cannot be a worker's name, as a sentence without a full stop; `undefined` when it can. */
export function workerNameProblem(name: string): string | undefined {
  if (name === '') return 'is empty; use lower-case letters, digits and hyphens, such as image-render';
  if (/[/\\]/.test(name) || name.startsWith('.')) return 'is a path; give the name alone and the folder as the argument';
  if (!dnsLabel.test(name)) return labelProblem(name);
  if (name.length > maxNameLength) {
    return `is ${name.length} characters long; at most ${maxNameLength} leave room for every suffix Kubernetes appends`;
  }
  if (isReserved(name)) return 'is reserved; add what the worker does, such as image-render';
  return undefined;
}

/** Why `name` cannot be a logical namespace; physical names are checked against the platform's targets. */
export function namespaceProblem(name: string): string | undefined {
  if (name === '') return 'is empty; use lower-case letters, digits and hyphens, such as images';
  if (!dnsLabel.test(name)) return labelProblem(name);
  if (name.startsWith('temporal-')) return 'begins with temporal-, which the server keeps for itself';
  return undefined;
}

function labelProblem(name: string): string {
  const lower = name.toLowerCase();
  if (dnsLabel.test(lower)) return `has capitals; use ${lower}`;
  return 'may hold lower-case letters, digits and hyphens only, begin with a letter and not end with a hyphen';
}

const maxOwnerLength = 100;

/** Why `owner` cannot be an owner: any one line of text serves, whatever its script. */
export function ownerProblem(owner: string): string | undefined {
  if (owner.trim() === '') return 'is empty; name the team that is paged, such as team-images';
  if (owner !== owner.trim()) return 'begins or ends with a space';
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(owner)) return 'holds a control character or a line break';
  const { length } = Array.from(owner);
  return length > maxOwnerLength ? `is ${length} characters long; at most ${maxOwnerLength}` : undefined;
}

export const workerName = refined(workerNameProblem).meta({ pattern: dnsLabel.source, maxLength: maxNameLength });
export const logicalNamespace = refined(namespaceProblem).meta({ pattern: dnsLabel.source });
export const ownerName = refined(ownerProblem).meta({ minLength: 1, maxLength: maxOwnerLength });
/** What Temporal takes as a task queue, workflow or activity name, kept to what every system downstream can show. */
export const temporalName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/);
export const dnsName = z.string().max(63).regex(dnsLabel, 'use lower-case letters, digits and hyphens');

/** `image-render` -> `image_render`: a Python package or module. */
export function snakeCase(name: string): string {
  return name.replaceAll('-', '_');
}

/** `image-render` -> `ImageRender`. */
export function pascalCase(name: string): string {
  return name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/**
 * A DNS label that stands for free text: accents fall off, everything else that no label may hold becomes a hyphen,
 * and text that leaves nothing over becomes `team-` and a hash of eight hexadecimal characters.
 */
export function slug(text: string): string {
  const label = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxNameLength)
    .replaceAll(/^-+|-+$/g, '');
  if (label === '') return `team-${fnv1a(text)}`;
  return /^[a-z]/.test(label) ? label : `team-${label}`;
}

function isReserved(name: string): boolean {
  return reservedNames.has(name) || /^(com|lpt)[1-9]$/.test(name);
}

function refined(problemOf: (value: string) => string | undefined) {
  return z.string().check((context) => {
    const message = problemOf(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}

/** FNV-1a, 32 bits: stable, and needs no Node built-in. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
