import { encode } from '../temporal-messages.ts';
import { harmless, refused, type Attempt } from './attempt.ts';

const list = (name: string, query: string) => ({
  name: `a query: ${name}`,
  as: 'payOwner' as const,
  method: 'ListWorkflowExecutions',
  message: () => ({ namespace: 'images', query }),
});

const misread = (name: string, query: string): Attempt => refused(list(name, query), 'invalidArgument', 'query-not-understood');
const narrowed = (name: string, query: string): Attempt => harmless(list(name, query));

/** Into the text that finds workflows. */
export const queryAttempts: readonly Attempt[] = [
  misread('a comment of two dashes', `WorkflowType = 'Pay' -- `),
  misread('a comment of a hash', `WorkflowType = 'Pay' OR WorkflowType = 'Secret' # `),
  misread('a comment between', `WorkflowType/**/=/**/'Secret'`),
  misread('a bracket that closes what is before it', `WorkflowType = 'Pay') OR (WorkflowType = 'Secret'`),
  misread('a quote that ends the text', `WorkflowType = 'Pay\\'' OR 'a' = 'a'`),
  misread('typographic quotes', `WorkflowType = ‘Pay’ OR WorkflowType = ’Secret’`),
  misread('a NUL', `WorkflowType = 'Pay'\u0000 OR WorkflowType = 'Secret'`),
  misread('another statement', `WorkflowType = 'Pay'; SELECT * FROM executions_visibility`),
  misread('ORDER BY and what follows', `WorkflowType = 'Pay' ORDER BY StartTime) OR (WorkflowType = 'Secret'`),
  misread('GROUP BY and what follows', `WorkflowType = 'Pay' GROUP BY WorkflowType OR WorkflowType = 'Secret'`),
  misread('a column in backticks that ends', `\`WorkflowType\` = 'Pay' OR \`WorkflowType\`\` = 'Secret'`),
  misread('a UNION', `WorkflowType = 'Pay' UNION SELECT * FROM executions_visibility`),
  narrowed('OR what is always true', `WorkflowType = 'Pay' OR WorkflowType != 'Pay'`),
  narrowed('NOT before OR', `NOT WorkflowType = 'Pay' OR WorkflowType = 'Pay' OR NOT WorkflowType = 'x'`),
  narrowed('no condition at all', ''),
  refused(
    {
      name: 'a query: one of two fields, the second for another type',
      as: 'payOwner',
      method: 'ListWorkflowExecutions',
      message: () => twice({ query: `WorkflowType = 'Pay'` }, { query: `WorkflowType = 'Secret'` }),
    },
    'invalidArgument',
    'repeated-field',
  ),
  refused(
    {
      name: 'a list by a filter in place of a query',
      as: 'payOwner',
      method: 'ListOpenWorkflowExecutions',
      message: () => ({ namespace: 'images', typeFilter: { name: 'Secret' } }),
    },
    'permissionDenied',
    'no-query',
  ),
];

function twice(first: object, second: object): Buffer {
  const parts = [{ namespace: 'images', ...first }, second];
  return Buffer.concat(parts.map((part) => encode('workflowservice.v1.ListWorkflowExecutionsRequest', part)));
}
