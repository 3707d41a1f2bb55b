import type { Bytes } from '../../adapters/bytes.ts';
import type { Files } from '../../adapters/files.ts';
import type { AskedQuestion } from '../../domain/question.ts';
import { ToolError, type Problem } from '../../errors/tool-error.ts';
import { contentsOf } from '../find-overlay.ts';
import { laidOver, layersOf } from '../overlay.ts';
import { askedQuestions } from '../questions.ts';
import { readPackage } from '../read-package.ts';
import { readRelease, readVersions } from '../releases.ts';
import { readTemplateIn } from '../template-folder.ts';
import type { TemplatePackage } from '../template-package.ts';
import { compareVersions } from '../version.ts';
import { withAnswers } from './answer-samples.ts';
import { sortedFindings, type Finding } from './finding.ts';
import { idFindings } from './id-findings.ts';
import { migrationFindings } from './migration-findings.ts';
import { outputFindings } from './output-findings.ts';
import { overrideFindings } from './override-findings.ts';
import { releaseFindings } from './release-findings.ts';
import { renderSamples } from './render-findings.ts';
import { workerSamples, type Sample } from './samples.ts';
import type { CheckSyntax } from './syntax.ts';

export interface CheckInput {
  files: Files;
  bytes: Bytes;
  /** Folders that the base of an overlay is looked for in. */
  folders: readonly string[];
  /** What a template is rendered with that is no worker's and no overlay of one. */
  samplesOf: (template: TemplatePackage) => readonly Sample[];
  /** Looks at code that the template renders, as far as this machine can. */
  syntax: CheckSyntax;
}

export interface TemplateCheck {
  /** Folder or packed file. */
  place: string;
  /** `undefined` where the package is too broken to say. */
  template: { name: string; version: string } | undefined;
  /** By place. */
  findings: Finding[];
  /** What was not looked at, and why. */
  unchecked: string[];
}

/** Everything that is wrong with one template package. */
export async function checkPackage(place: string, input: CheckInput): Promise<TemplateCheck> {
  const read = await readOrFindings(place, input);
  if (Array.isArray(read)) return { place, template: undefined, findings: sortedFindings(read), unchecked: [] };
  const { template, manifestText } = read;
  const { name, version } = template;
  const ofReleases = await againstReleases(read, input);
  const whole = await withBase(read, input);
  if (Array.isArray(whole)) {
    const unchecked = ['what it renders: its base is not here, or it does not fit the base'];
    return { place, template: { name, version }, findings: sortedFindings([...ofReleases, ...whole]), unchecked };
  }
  const [base = template] = layersOf(whole.template);
  const ofIds = idFindings(template, whole.template, manifestText);
  const ofOverrides = base === template ? [] : overrideFindings({ overlay: template, base, manifestText, bytes: input.bytes });
  const samples = withAnswers(samplesFor(whole.template, input), whole.questions);
  const { rendered, findings } = renderSamples(whole.template, samples);
  const syntax = await input.syntax(whole.template, rendered);
  const all = [...ofReleases, ...ofIds, ...ofOverrides, ...findings, ...outputFindings(whole.template, rendered), ...syntax.findings];
  return { place, template: { name, version }, findings: sortedFindings(all), unchecked: syntax.unchecked };
}

interface Read {
  place: string;
  template: TemplatePackage;
  manifestText: string;
}

async function readOrFindings(place: string, { files, bytes }: CheckInput): Promise<Read | Finding[]> {
  try {
    const contents = await contentsOf(place, { files, bytes });
    return {
      place,
      template: readPackage(contents, place, bytes),
      manifestText: new TextDecoder().decode(contents.get('template.yaml')),
    };
  } catch (error) {
    if (error instanceof ToolError) return packageFindings(error, place, 'package');
    throw error;
  }
}

function packageFindings({ problems, message }: ToolError, place: string, rule: Finding['rule']): Finding[] {
  const all: readonly Problem[] = problems.length === 0 ? [{ message }] : problems;
  return all.map((problem) => ({
    ...problem,
    file: problem.file ?? place,
    rule,
    level: 'error',
    mend: packageMends.find(([says]) => says.test(problem.message))?.[1] ?? 'mend it as docs/rooms/templates.md says',
  }));
}

const packageMends: readonly (readonly [says: RegExp, mend: string])[] = [
  [/no rule of/, 'add a rule for it under `files`, or delete the file'],
  [/matches no file/, 'delete the rule, or put back the file it is for'],
  [/stands twice/, 'give one of them another id'],
  [/is not a field/, 'delete it, or spell it as the others are'],
  [/symbolic link/, 'put the file itself there'],
  [/is not part of a package/, 'move it below files/, or delete it'],
  [/has no template\.yaml/, 'write one; the built-in templates show how'],
  [/path|segment|device|control|backslash|Windows|folder that git/, 'rename the file'],
  [/of type|offers/, 'narrow the question: the same type, and choices that the base has'],
];

async function againstReleases({ place, template, manifestText }: Read, { files, bytes }: CheckInput): Promise<Finding[]> {
  const source = { files, bytes, folders: [place, place.replace(/\/[^/]+$/, '')] };
  const older = (await readVersions(template.name, source)).filter((version) => compareVersions(version, template.version) < 0);
  const version = older.at(-1);
  const previous = version === undefined ? undefined : await readRelease(template.name, version, source);
  const same = await readRelease(template.name, template.version, source);
  const ofMigrations = previous === undefined ? [] : migrationFindings(template, previous, manifestText);
  return [...releaseFindings({ template, manifestText, same, previous }), ...ofMigrations];
}

interface Whole {
  template: TemplatePackage;
  questions: AskedQuestion[];
}

/** The package as workers have it: laid over its base, if it is an overlay. */
async function withBase({ template, manifestText }: Read, { files, bytes, folders }: CheckInput): Promise<Whole | Finding[]> {
  const { overlays } = template.manifest;
  if (overlays === undefined) return { template, questions: askedQuestions([template]) };
  for (const folder of folders) {
    const base = await readTemplateIn(folder, overlays, { files, bytes });
    if (base === undefined) continue;
    try {
      const whole = laidOver(base, template);
      return { template: whole, questions: askedQuestions(layersOf(whole)) };
    } catch (error) {
      if (error instanceof ToolError) return packageFindings(error, template.origin, 'question');
      throw error;
    }
  }
  const line = manifestText.split('\n').findIndex((text) => text.startsWith('overlays:')) + 1;
  return [
    {
      rule: 'base',
      level: 'error',
      file: `${template.origin}/template.yaml`,
      line,
      message: `its base, ${overlays}, is not here`,
      mend: 'name a template that this tool has, or the folder that holds it with --templates',
    },
  ];
}

function samplesFor(template: TemplatePackage, { samplesOf }: CheckInput): readonly Sample[] {
  const language = /^worker-(typescript|python)$/.exec(template.name)?.[1];
  return language === 'typescript' || language === 'python' ? workerSamples(language) : samplesOf(template);
}
