import { relative, resolve } from 'node:path';
import { nodeWorkerModules } from '../../adapters/worker-modules.ts';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { checkTemplates, type Finding, type TemplateCheck } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';
import { templateSource } from '../template-source.ts';
import type { TemplatesFlags } from './flags.ts';
import { familySamples } from './family-samples.ts';

/** `templates check`: exit 1 when a package has an error. */
export async function runCheck(deps: Deps, folder: string, flags: TemplatesFlags): Promise<number> {
  const source = await templateSource(deps, flags.templates);
  const place = resolve(deps.cwd, folder);
  const checks = await checkTemplates(place, {
    ...source,
    samplesOf: await familySamples(source),
    processes: deps.processes,
    signal: deps.signal,
    modules: nodeWorkerModules,
  });
  if (checks.length === 0) {
    throw new ToolError('TEMPLATE_NOT_FOUND', `${folder} holds no template`, {
      hint: 'Name a folder with template.yaml in it. Nothing was written.',
    });
  }
  const isBroken = checks.some(({ findings }) => findings.some(({ level }) => level === 'error'));
  if (flags.json)
    deps.terminal.print(JSON.stringify({ schemaVersion: 1, templates: checks.map((check) => shortened(check, deps)) }, undefined, 2));
  else deps.terminal.print(checks.map((check) => checkText(shortened(check, deps))).join('\n'));
  return isBroken ? exitCode.findings : exitCode.done;
}

/** Places as a person standing in the working directory would write them. */
function shortened(check: TemplateCheck, { cwd }: Pick<Deps, 'cwd'>): TemplateCheck {
  const short = (path: string) => {
    const below = relative(cwd, path);
    return below.startsWith('..') ? path : below || '.';
  };
  return { ...check, place: short(check.place), findings: check.findings.map((finding) => ({ ...finding, file: short(finding.file) })) };
}

function checkText({ place, template, findings, unchecked }: TemplateCheck): string {
  const title = template === undefined ? place : `${template.name} ${template.version}`;
  const errors = findings.filter(({ level }) => level === 'error').length;
  const verdict = errors === 0 ? 'is sound' : `has ${errors} ${errors === 1 ? 'error' : 'errors'}`;
  return [`${title}  ${verdict}`, ...findings.map(findingText), ...unchecked.map((what) => `  not checked  ${what}`)].join('\n');
}

function findingText({ file, line, column, field, level, rule, message, mend }: Finding): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const text = field === undefined || field === '' ? message : `${field}: ${message}`;
  return `  ${level}  ${rule}  ${place}  ${text}\n    ${mend}`;
}
