import { ToolError } from '../../errors/tool-error.ts';
import { renderPackage } from '../render.ts';
import type { RenderedFile, TemplatePackage } from '../template-package.ts';
import type { Finding } from './finding.ts';
import type { Sample } from './samples.ts';

export interface SampleRendering {
  sample: Sample;
  files: readonly RenderedFile[];
}

export interface Renderings {
  rendered: SampleRendering[];
  findings: Finding[];
}

/** The template rendered with every sample, and what stops it, each thing once whichever samples show it. */
export function renderSamples(template: TemplatePackage, samples: readonly Sample[]): Renderings {
  const rendered: SampleRendering[] = [];
  const seen = new Map<string, { finding: Finding; titles: string[] }>();
  for (const sample of samples) {
    const outcome = renderOne(template, sample);
    if ('files' in outcome) rendered.push(outcome);
    else for (const finding of outcome.findings) note(seen, finding, sample.title);
  }
  const findings = [...seen.values()].map(({ finding, titles: [first = '', ...rest] }) =>
    rest.length + 1 === samples.length ? finding : { ...finding, message: `${finding.message} (with ${first})` },
  );
  return { rendered, findings };
}

function note(seen: Map<string, { finding: Finding; titles: string[] }>, finding: Finding, title: string): void {
  const key = `${finding.file}:${finding.line ?? 0} ${finding.message}`;
  const known = seen.get(key);
  if (known === undefined) seen.set(key, { finding, titles: [title] });
  else known.titles.push(title);
}

function renderOne(template: TemplatePackage, sample: Sample): SampleRendering | { findings: Finding[] } {
  try {
    return { sample, files: renderPackage(template, sample.variables) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const findings = error.problems.map((problem): Finding => ({
      ...problem,
      rule: 'render',
      level: 'error',
      file: problem.file ?? template.origin,
      mend: mendOf(problem.message, sample.variables),
    }));
    return { findings };
  }
}

const mends: readonly (readonly [says: RegExp, mend: string])[] = [
  [/is not closed|is closed by/, 'close every {{#block}} with its {{/block}} and every {{ with }}'],
  [
    /is not a helper|is not a block|partials|named arguments|takes/,
    'use what engine 1 has: if, unless, each, with, eq, ne, json, yaml, toml, python, join',
  ],
  [/not text or a number/, 'write it through json, yaml, toml, python or join'],
  [/UTF-8/, 'save it as UTF-8, or take the .hbs off its name'],
  [/is rendered twice|by capitals alone|a folder for/, 'give each of the two files a path of its own'],
  [/renders to|in its path/, 'rename the file'],
];

function mendOf(message: string, variables: object): string {
  const mend = mends.find(([says]) => says.test(message))?.[1];
  if (mend === undefined && !message.startsWith('unknown variable')) return 'mend what stands between the braces';
  return mend ?? `use a variable that there is: ${Object.keys(variables).join(', ')}`;
}
