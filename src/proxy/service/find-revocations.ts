import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import type { Files } from '../../adapters/files.ts';
import { parseStrictYaml } from '../../domain/read-yaml.ts';
import { ToolError, type Problem } from '../../errors/tool-error.ts';

/** An identity source as far as it says what its subjects look like. */
export interface NamedSource {
  readonly name: string;
  readonly kind: string;
  /** Where the config lists them all. */
  readonly subjects: readonly string[] | undefined;
}

/** What a proxy config says of revocations. */
export interface ConfiguredRevocations {
  /** Absolute. */
  readonly file: string;
  readonly sources: readonly NamedSource[];
}

const source = z.object({
  name: z.string(),
  kind: z.string(),
  subject: z.optional(z.string()),
  tokens: z.optional(z.array(z.object({ subject: z.string() }))),
});
const partOfConfig = z.object({
  spec: z.object({ access: z.object({ revocations: z.string().min(1) }), identities: z.array(source).default([]) }),
});

/** Reads no more of a config than this: somebody has to be shut out even while something else in it is wrong. Throws PROXY_INVALID. */
export async function readConfigured(configFile: string, files: Pick<Files, 'readText'>): Promise<ConfiguredRevocations> {
  const text = await files.readText(configFile).catch((error: unknown) => {
    throw invalid(configFile, error instanceof Error ? error.message : String(error));
  });
  if (text === undefined) throw invalid(configFile, 'it does not exist');
  const { document, problems, isWhole } = parseStrictYaml(text, configFile);
  if (!isWhole) throw invalid(configFile, 'it is no YAML that is taken here', problems);
  const reading = partOfConfig.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!reading.success) throw invalid(configFile, 'it names no list in spec.access.revocations');
  const { access, identities } = reading.data.spec;
  return {
    file: resolve(dirname(configFile), access.revocations),
    sources: identities.map(({ name, kind, subject, tokens }) => ({
      name,
      kind,
      subjects: kind === 'local' ? [subject ?? ''] : tokens?.map((token) => token.subject),
    })),
  };
}

function invalid(file: string, reason: string, problems: readonly Problem[] = []): ToolError {
  return new ToolError('PROXY_INVALID', `the proxy config ${file} cannot be used: ${reason}`, {
    problems,
    hint: 'Mend it, or name another with --config. Nothing was written.',
  });
}
