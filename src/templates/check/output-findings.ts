import { managedWorker } from '../../domain/managed-worker.ts';
import { readYaml } from '../../domain/read-yaml.ts';
import { layersOf } from '../overlay.ts';
import type { RenderedFile, TemplatePackage } from '../template-package.ts';
import type { Finding } from './finding.ts';
import { outputProblem, type OutputProblem } from './parse-output.ts';
import type { SampleRendering } from './render-findings.ts';

/** Files whose output is not of the type its path says; a file that renders the same everywhere is looked at once. */
export function outputFindings(template: TemplatePackage, renderings: readonly SampleRendering[]): Finding[] {
  const sourceOf = sources(template);
  return distinctOutputs(renderings).flatMap(({ file, title }): Finding[] => {
    const problem = file.bytes.includes(0) ? undefined : problemOf(file);
    const source = sourceOf(file);
    if (problem === undefined || source === undefined) return [];
    const { line, message } = problem;
    const isPlain = !source.endsWith('.hbs');
    return [
      {
        rule: 'output',
        level: 'error',
        file: source,
        ...(isPlain ? { line } : {}),
        message: isPlain ? message : `line ${line} of what it renders with ${title} ${message}`,
        mend: isPlain ? 'mend the line' : 'write values through the helper of that format: json, yaml or toml',
      },
    ];
  });
}

export interface Output {
  file: RenderedFile;
  /** Of the first sample that gives these bytes. */
  title: string;
}

export function distinctOutputs(renderings: readonly SampleRendering[]): Output[] {
  const seen = new Map<string, Output>();
  for (const { sample, files } of renderings) {
    for (const file of files) {
      const key = `${file.template} ${file.id} ${file.path} ${new TextDecoder('latin1').decode(file.bytes)}`;
      if (!seen.has(key)) seen.set(key, { file, title: sample.title });
    }
  }
  return [...seen.values()];
}

/** Where a rendered file comes from, for messages; `undefined` for a file of the base, which is not its overlay's business. */
export function sources(template: TemplatePackage): (file: Pick<RenderedFile, 'template' | 'id'>) => string | undefined {
  const checked = layersOf(template).at(-1) ?? template;
  const places = new Map(checked.files.map(({ id, path }) => [id, `${checked.origin}/files/${path}`]));
  return ({ template: name, id }) => (name === checked.name ? places.get(id) : undefined);
}

function problemOf({ path, bytes }: RenderedFile): OutputProblem | undefined {
  const text = new TextDecoder().decode(bytes);
  const problem = outputProblem(path, text);
  return problem ?? (path === 'worker.yaml' ? workerProblem(text) : undefined);
}

function workerProblem(text: string): OutputProblem | undefined {
  const reading = readYaml(managedWorker, text, 'worker.yaml');
  const [first] = reading.kind === 'invalid' ? reading.problems : [];
  return first === undefined ? undefined : { line: first.line ?? 1, message: `is no worker.yaml: ${first.field ?? ''} ${first.message}` };
}
