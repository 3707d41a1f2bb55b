import type { Bytes } from '../../adapters/bytes.ts';
import type { TemplatePackage } from '../template-package.ts';
import { rebaseLabel } from '../rebase/plan.ts';
import { escaped, lineOf, outputPath, type Finding } from './finding.ts';

export interface OverrideInput {
  overlay: TemplatePackage;
  base: TemplatePackage;
  manifestText: string;
  bytes: Pick<Bytes, 'gitBlobId'>;
}

/** Every file of an overlay that stands in place of one of the base's has to say which bytes it came from, and they have to be there still. */
export function overrideFindings(input: OverrideInput): Finding[] {
  const { overlay, base, manifestText, bytes } = input;
  const file = `${overlay.origin}/template.yaml`;
  const overrides = overlay.manifest.overrides ?? [];
  const own = new Set(overlay.files.map(({ path }) => outputPath(path)));
  const byId = new Map(base.files.map((each) => [each.id, each]));
  const stated = overrides.flatMap(({ file: id, base: blob, version }): Finding[] => {
    const at = {
      file,
      line: lineOf(manifestText, new RegExp(`file: ["']?${escaped(id)}["']?\\s*[,}\\n]`)),
      rule: 'override',
      level: 'error',
    } as const;
    const source = byId.get(id);
    if (source === undefined) {
      return [
        {
          ...at,
          message: `${base.name} ${base.version} has no file with the id ${id}`,
          mend: 'delete the override, and the file unless it is wanted anyway',
        },
      ];
    }
    if (!own.has(outputPath(source.path))) {
      return [
        { ...at, message: `there is no file ${outputPath(source.path)} that would stand in place of ${id}`, mend: 'delete the override' },
      ];
    }
    if (bytes.gitBlobId(source.bytes) === blob) return [];
    const message = `${outputPath(source.path)} has moved in ${base.name}: the override is of ${version}, the base is ${base.version}`;
    return [{ ...at, message, mend: 'run `templates rebase` on the folder: it merges what the base changed' }];
  });
  return [...stated, ...undeclared(input), ...leftMarkers(overlay)];
}

function leftMarkers({ origin, files }: TemplatePackage): Finding[] {
  return files.flatMap(({ path, bytes }): Finding[] => {
    const text = new TextDecoder().decode(bytes);
    const marker = new RegExp(`^<{7,} ${escaped(rebaseLabel)}$`, 'm');
    if (!marker.test(text)) return [];
    const message = 'has a conflict marker of `templates rebase`';
    return [
      {
        rule: 'override',
        level: 'error',
        file: `${origin}/files/${path}`,
        line: lineOf(text, marker),
        message,
        mend: 'edit the lines until they say what you want',
      },
    ];
  });
}

function undeclared({ overlay, base, bytes }: OverrideInput): Finding[] {
  const declared = new Set((overlay.manifest.overrides ?? []).map(({ file }) => file));
  const basePaths = new Map(base.files.map((each) => [outputPath(each.path), each]));
  return overlay.files.flatMap(({ path }): Finding[] => {
    const over = basePaths.get(outputPath(path));
    if (over === undefined || declared.has(over.id)) return [];
    const entry = `{ file: ${over.id}, base: ${bytes.gitBlobId(over.bytes)}, version: ${base.version} }`;
    return [
      {
        rule: 'override',
        level: 'error',
        file: `${overlay.origin}/files/${path}`,
        message: `stands in place of ${base.name}’s file and does not say what it came from`,
        mend: `add to \`overrides\`: ${entry}`,
      },
    ];
  });
}
