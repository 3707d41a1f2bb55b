import type { z } from 'zod';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import { namespaceDocument, workerDocument, workflowDocument, type ConfigDocuments } from './config-documents.ts';
import { checkYaml, parseStrictYaml, yamlPlace, type StrictYaml } from './read-yaml.ts';
import { splitYaml } from './split-yaml.ts';

/** The files of a worker's `config/` folder. */
export const configFileNames = {
  namespace: 'config/namespace.yaml',
  workflows: 'config/workflows.yaml',
  workers: 'config/workers.yaml',
} as const;
type ConfigFile = keyof typeof configFileNames;

/** A document and where it stands. */
interface Read<T> {
  value: T;
  yaml: StrictYaml;
  file: string;
}

/** Reads the committed config of a worker strictly; every problem of every file at once. */
export function readConfig(texts: Record<ConfigFile, string>): ConfigDocuments {
  const problems: Problem[] = [];
  const read = <T>(schema: z.ZodType<T>, name: ConfigFile) =>
    readDocuments(schema, { text: texts[name], file: configFileNames[name], problems });
  const namespaces = read(namespaceDocument, 'namespace');
  const workflows = read(workflowDocument, 'workflows');
  const workers = read(workerDocument, 'workers');
  const [namespace] = namespaces;
  if (problems.length === 0) {
    if (namespaces.length !== 1) {
      problems.push({ file: configFileNames.namespace, message: `holds ${namespaces.length} documents; it is to hold one` });
    }
    if (workers.length === 0) problems.push({ file: configFileNames.workers, message: 'holds no document' });
    problems.push(...twice(workflows), ...twice(workers), ...mismatches(workflows, workers));
  }
  if (problems.length > 0 || namespace === undefined) {
    throw new ToolError('CONFIG_INVALID', 'the committed config cannot be used', {
      problems,
      hint: 'Run `gen-temporal-managed-worker config` to make it again from the code. Nothing was written.',
    });
  }
  return { namespace: namespace.value, workflows: workflows.map(({ value }) => value), workers: workers.map(({ value }) => value) };
}

interface Reading {
  text: string;
  file: string;
  problems: Problem[];
}

function readDocuments<T>(schema: z.ZodType<T>, { text, file, problems }: Reading): Read<T>[] {
  return splitYaml(text).flatMap((part) => {
    const yaml = parseStrictYaml(part, file);
    problems.push(...yaml.problems);
    if (!yaml.isWhole) return [];
    const checked = checkYaml(schema, yaml, file);
    if (checked.kind === 'valid') return [{ value: checked.value, yaml, file }];
    problems.push(...checked.problems);
    return [];
  });
}

type Named = Read<{ metadata: { name: string } }>;

function twice(documents: readonly Named[]): Problem[] {
  return documents
    .filter(({ value }, index) => documents.findIndex((other) => other.value.metadata.name === value.metadata.name) < index)
    .map((document) => ({ ...placeOf(document), message: `${document.value.metadata.name} stands twice` }));
}

/** Workflows that no worker serves and the reverse: rendered, they would be lost without a word. */
function mismatches(
  workflows: readonly Read<ConfigDocuments['workflows'][number]>[],
  workers: readonly Read<ConfigDocuments['workers'][number]>[],
): Problem[] {
  const listed = new Set(workers.flatMap(({ value }) => value.spec.taskQueues.flatMap(({ workflows: names = [] }) => names)));
  const declared = new Set(workflows.map(({ value }) => value.metadata.name));
  const unserved = workflows.filter(({ value }) => !listed.has(value.metadata.name));
  return [
    ...unserved.map((document) => ({ ...placeOf(document), message: `no worker in ${configFileNames.workers} serves it` })),
    ...workers.flatMap((worker) =>
      worker.value.spec.taskQueues.flatMap(({ workflows: names = [] }, index) =>
        names
          .filter((name) => !declared.has(name))
          .map((name) => ({
            ...yamlPlace(worker.yaml, ['spec', 'taskQueues', index, 'workflows', names.indexOf(name)], worker.file),
            message: `${name} is not in ${configFileNames.workflows}`,
          })),
      ),
    ),
  ];
}

function placeOf({ yaml, file }: Named): Problem {
  return yamlPlace(yaml, ['metadata', 'name'], file);
}
