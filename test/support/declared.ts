import type { Declarations, DeclaredActivity, DeclaredWorkflow } from '../../src/domain/declarations.ts';
import type { ManagedWorker } from '../../src/domain/managed-worker.ts';
import { apiVersion } from '../../src/domain/platform.ts';
import { imageRender } from './image-render.ts';

export const worker: ManagedWorker = { apiVersion, kind: 'ManagedWorker', ...imageRender };

function declared(name: string, file: string, line: number) {
  const at = (offset: number) => ({ file, line: line + offset, column: 3 });
  return {
    name,
    symbol: name.charAt(0).toLowerCase() + name.slice(1),
    input: { type: 'object' },
    output: { type: 'null' },
    source: { file, line, column: 1 },
    fields: { name: at(1), taskQueue: at(2), worker: at(3), namespace: at(4), signals: at(5), queries: at(6), updates: at(7) },
    options: {},
  };
}

/** An activity as a reader gives it: its contract at line 10 of a file of its own, each field on the lines after it. */
export function activity(name: string, changes: Partial<DeclaredActivity> = {}): DeclaredActivity {
  const source = { file: `src/activities/${name}.impl.ts`, line: 3 };
  return {
    ...declared(name, `contracts/src/activities/${name}.ts`, 10),
    taskQueue: 'image-gpu',
    implementations: [{ source, symbol: 'default' }],
    ...changes,
  };
}

export function workflow(name: string, changes: Partial<DeclaredWorkflow> = {}): DeclaredWorkflow {
  const source = { file: `src/workflows/${name}.impl.ts`, line: 3 };
  return {
    ...declared(name, `contracts/src/workflows/${name}.ts`, 20),
    taskQueue: 'image-orders',
    implementations: [{ source, symbol: 'default' }],
    signals: {},
    queries: {},
    updates: {},
    ...changes,
  };
}

export function declarations(activities: DeclaredActivity[], workflows: DeclaredWorkflow[] = []): Declarations {
  return { language: 'typescript', activities, workflows };
}
