import { resolve } from 'node:path';
import * as z from 'zod';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { Deps } from '../deps.ts';
import { readNamedFile } from '../named-file.ts';

/** A worker as an earlier run or this one has told of it. */
export interface Told {
  exit: number;
  text: string;
}

interface InventoryFlags {
  inventory: readonly string[];
  json: boolean;
  check: boolean;
}

const worker = z.looseObject({
  path: z.string(),
  exit: z.int(),
  isCurrent: z.optional(z.boolean()),
  template: z.optional(z.looseObject({ name: z.string(), version: z.string() })),
  error: z.optional(z.looseObject({ code: z.string(), message: z.string() })),
});
const inventory = z.looseObject({ schemaVersion: z.literal(1), workers: z.array(worker) });

/** What earlier runs of `status --json` have said, one repository each; nothing of it is looked at again. */
export async function readInventories(deps: Pick<Deps, 'files' | 'cwd'>, flags: InventoryFlags): Promise<Told[]> {
  const told: Told[] = [];
  for (const name of flags.inventory) {
    const workers = await readInventory(name, deps);
    told.push(...workers.map((one) => ({ exit: exitOf(one, flags), text: flags.json ? jsonOf(one, name) : textOf(one, name) })));
  }
  return told;
}

async function readInventory(name: string, { files, cwd }: Pick<Deps, 'files' | 'cwd'>): Promise<z.infer<typeof worker>[]> {
  const flag = '--inventory';
  const text = await readNamedFile({ path: resolve(cwd, name), name, what: 'inventory', flag, code: 'USAGE' }, files);
  const parsed = inventory.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data.workers;
  throw new ToolError('USAGE', `${name} is not what \`status --json\` prints`, {
    problems: parsed.error.issues.map(({ path, message }) => ({ file: name, field: path.join('.'), message })),
    hint: `Name a file with what it printed with ${flag}. Nothing was written.`,
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether findings count is for this run to say. */
function exitOf({ exit, isCurrent }: z.infer<typeof worker>, { check }: InventoryFlags): number {
  if (exit !== exitCode.done && exit !== exitCode.findings) return exit;
  return check && isCurrent === false ? exitCode.findings : exitCode.done;
}

function jsonOf(one: z.infer<typeof worker>, name: string): string {
  return JSON.stringify({ inventory: name, ...one }, undefined, 2);
}

function textOf({ path, template, isCurrent, error }: z.infer<typeof worker>, name: string): string {
  const place = `${name}: ${path}`;
  if (error !== undefined) return `${place}  failed\n  ${error.code}  ${error.message}`;
  return `${place}  ${template?.name ?? ''} ${template?.version ?? ''}${isCurrent === true ? ', up to date' : ', has findings'}`;
}
