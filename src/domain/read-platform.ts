import { ToolError, type Problem } from '../errors/tool-error.ts';
import { platformFileRuleBreaks } from './platform-rules.ts';
import { platformDocument, type PlatformDocument } from './platform.ts';
import { parseStrictYaml, readYaml, yamlPlace } from './read-yaml.ts';

/** Reads a platform file's text; every problem at once, shapes first, then rules between fields. */
export function readPlatform(text: string, file: string): PlatformDocument {
  const reading = readYaml(platformDocument, text, file);
  if (reading.kind === 'invalid') throw invalid(file, reading.problems);
  const yaml = parseStrictYaml(text, file);
  const problems = platformFileRuleBreaks(reading.value.spec).map(({ path, message }) => ({ ...yamlPlace(yaml, path, file), message }));
  if (problems.length > 0) throw invalid(file, problems);
  return reading.value;
}

function invalid(file: string, problems: readonly Problem[]): ToolError {
  return new ToolError('PLATFORM_INVALID', `${file} is not a valid platform file`, {
    problems,
    hint: 'Mend it, or name another with --platform. Nothing was written.',
  });
}
