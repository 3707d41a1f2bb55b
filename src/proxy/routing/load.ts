import { attempt } from '../../domain/attempt.ts';
import { dirname } from 'node:path';
import type { Files } from '../../adapters/files.ts';
import type { Platform, PlatformRuleBreak } from '../../domain/platform.ts';
import { readPlatform } from '../../domain/read-platform.ts';
import { parseStrictYaml, readYaml, yamlPlace } from '../../domain/read-yaml.ts';
import { ToolError, type Problem } from '../../errors/tool-error.ts';
import { auditBreaks } from '../audit/compile.ts';
import { auditFileBreaks } from './audit-files.ts';
import { proxyDocument, type ProxyConfig } from './config.ts';
import { fileFields, withAbsolutePaths, type FileField } from './file-fields.ts';
import { credentialFileBreaks } from './credential-files.ts';
import { proxyRuleBreaks } from './rules.ts';

export interface LoadedConfig {
  /** Every path in it is absolute. */
  readonly config: ProxyConfig;
  readonly platform: Platform;
  /** Contents of the certificates, keys and tokens that the config names, by absolute path. */
  readonly contents: ReadonlyMap<string, Buffer>;
  /** An error for what is found to be wrong with the config after it was read. */
  readonly invalid: (found: readonly PlatformRuleBreak[]) => ToolError;
}

type ReadFiles = Pick<Files, 'read' | 'readText' | 'isWritable' | 'kindOf'>;

/** Reads a proxy config and every file it names but the key ring; throws with all that is wrong, each at its place. */
export async function loadConfig(file: string, files: ReadFiles): Promise<LoadedConfig> {
  const { config, platform, at } = await readConfig(file, files);
  const breaks = proxyRuleBreaks(config, platform);
  const { contents, missing } = await readAll(fileFields(config), files);
  const ofAudit = [...configuredAuditBreaks(config, contents), ...(await auditFileBreaks(config, files))];
  const problems = at([...breaks, ...missing, ...credentialFileBreaks(config, contents), ...ofAudit]);
  if (problems.length > 0) throw invalidProxy(file, problems);
  return { config, platform, contents, invalid: (found) => invalidProxy(file, at(found)) };
}

/** A config and its platform file, and nothing that is secret; what else they may lack is not looked at. */
export async function readConfig(file: string, files: Pick<Files, 'readText'>) {
  const text = await readNamed(file, files);
  const reading = readYaml(proxyDocument, text, file);
  if (reading.kind === 'invalid') throw invalidProxy(file, reading.problems);
  const config = withAbsolutePaths(reading.value.spec, dirname(file));
  const at = problemsAt(text, file);
  const platform = await loadPlatform(config.platform, files, at);
  return { config, platform, at };
}

function configuredAuditBreaks({ audit, development }: ProxyConfig, contents: ReadonlyMap<string, Buffer>): PlatformRuleBreak[] {
  if (audit === undefined) return [];
  return auditBreaks(audit, contents, development).map(({ path, message }) => ({ path: ['spec', 'audit', ...path], message }));
}

/** The places of paths in a config file, for problems that are found after it was read. */
function problemsAt(text: string, file: string): (found: readonly { path: readonly (string | number)[]; message: string }[]) => Problem[] {
  const yaml = parseStrictYaml(text, file);
  return (found) =>
    found
      .map(({ path, message }) => ({ ...yamlPlace(yaml, path, file), message }))
      .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function invalidProxy(file: string, problems: readonly Problem[]): ToolError {
  return new ToolError('PROXY_INVALID', `${file} is not a valid proxy config`, {
    problems,
    hint: 'Mend it; `temporal-platform proxy --check --config FILE` says whether it is right.',
  });
}

async function readNamed(file: string, files: Pick<Files, 'readText'>): Promise<string> {
  const text = await attempt(async () => await files.readText(file));
  if (typeof text === 'string') return text;
  const reason = text === undefined ? 'it does not exist' : text.reason;
  throw new ToolError('PROXY_INVALID', `the proxy config ${file} cannot be read: ${reason}`, { hint: 'Name another with --config.' });
}

type At = ReturnType<typeof problemsAt>;

async function loadPlatform(file: string, files: Pick<Files, 'readText'>, at: At): Promise<Platform> {
  const text = await attempt(async () => await files.readText(file));
  if (typeof text === 'string') return readPlatform(text, file).spec;
  const problems = at([{ path: ['spec', 'platform'], message: unreadable(file, text?.reason) }]);
  throw invalidProxy(problems[0]?.file ?? file, problems);
}

async function readAll(fields: readonly FileField[], files: ReadFiles) {
  const contents = new Map<string, Buffer>();
  const missing: { path: (string | number)[]; message: string }[] = [];
  for (const { path, file } of fields) {
    const bytes = await attempt(async () => await files.read(file));
    if (bytes === undefined || 'reason' in bytes) missing.push({ path: ['spec', ...path], message: unreadable(file, bytes?.reason) });
    else if (bytes.length === 0) missing.push({ path: ['spec', ...path], message: `${file} is empty` });
    else contents.set(file, Buffer.from(bytes));
  }
  return { contents, missing };
}

function unreadable(file: string, reason: string | undefined): string {
  return `${file} cannot be read: ${reason ?? 'it does not exist'}`;
}
