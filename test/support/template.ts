import { nodeBytes } from '../../src/adapters/bytes.ts';
import { readPackage, type PackageContents } from '../../src/templates/read-package.ts';
import type { TemplatePackage } from '../../src/templates/templates.ts';

/** A manifest with one rule that takes in everything, for packages whose rules are not the point. */
export function manifestText(name: string, rules = "  - { id: all, path: '**', ownership: shared }"): string {
  return `name: ${name}
version: 1.0.0
engine: 1
description: For tests.
files:
${rules}
changes: ['First release.']
questions: []
migrations: []
`;
}

/** The contents of a package whose `files/` are these; `rules` is the YAML below `files:`. */
export function packageContents(files: Readonly<Record<string, string | Uint8Array>>, rules?: string): PackageContents {
  const entries = Object.entries(files).map(([path, content]) => [`files/${path}`, bytesOf(content)] as const);
  return new Map([['template.yaml', bytesOf(manifestText('sample', rules))], ...entries]);
}

export function templateOf(files: Readonly<Record<string, string | Uint8Array>>, rules?: string): TemplatePackage {
  return readPackage(packageContents(files, rules), 'sample', nodeBytes);
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
