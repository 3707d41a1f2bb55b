import { Document, isMap, isSeq, visit } from 'yaml';
import type { ConfigDocuments } from '../domain/config-documents.ts';
import { derivedNotice } from './derived-notice.ts';

/** `config/*.yaml`: what is deployed as ConfigMaps, and what a worker boots from. */
export function configFiles({ namespace, workflows, workers }: ConfigDocuments): { path: string; content: string }[] {
  return [
    { path: 'config/namespace.yaml', content: yamlText([namespace]) },
    { path: 'config/workers.yaml', content: yamlText(workers) },
    { path: 'config/workflows.yaml', content: yamlText(workflows) },
  ];
}

function yamlText(documents: readonly object[]): string {
  return [`# ${derivedNotice}\n`, documents.map(documentText).join('---\n')].join('');
}

/** Short maps and lists stand on one line; names of workflows and activities each on their own, so that branches merge. */
const onOneLine = new Set(['metadata', 'environments', 'regions', 'rateLimits', 'pollers', 'replicas', 'resources', 'to', 'rights']);

/** `compat` quotes what a YAML 1.1 reader, as Kubernetes has, would take for a boolean: a region called `no`. */
const { schema } = new Document(undefined, { compat: 'yaml-1.1' });

function documentText(value: object): string {
  const document = new Document(value, { schema });
  visit(document, {
    Pair(_key, { key, value: inner }) {
      if (!isMap(inner) && !isSeq(inner)) return;
      if (onOneLine.has(String(key)) || inner.items.length === 0) inner.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}
