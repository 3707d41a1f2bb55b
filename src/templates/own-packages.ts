import type { TemplateManifest } from './manifest.ts';

/** What the build knows of a package it packed: its checked manifest, and its texts compiled, by file. */
export interface OwnPackage {
  manifest: TemplateManifest;
  texts: Readonly<Record<string, TemplateSpecification>>;
}

/**
 * The tool's own packages by digest, which ties each to the bytes it was made from: any other package is parsed, checked
 * and compiled. Empty in a checkout; the build writes it.
 */
export const ownPackages: Readonly<Record<string, OwnPackage>> = {};
