import { parse } from 'yaml';
import { ToolError } from '../errors/tool-error.ts';
import type { Answer } from './question.ts';
import { withKey, withKeyRenamed, withoutKey } from './yaml-map-edits.ts';

/** What changes below `extensions` of a `worker.yaml`. */
export type AnswerEdit =
  | { kind: 'set'; template: string; key: string; value: Answer }
  | { kind: 'remove'; template: string; key: string }
  | { kind: 'rename'; template: string; key: string; to: string };

/** A `worker.yaml` after these edits, one after the other; every byte that they do not name stays. */
export function withAnswerEdits(text: string, edits: readonly AnswerEdit[], file: string): string {
  return edits.reduce((current, edit) => checked(edited(current, edit), edit, file), text);
}

function edited(text: string, edit: AnswerEdit): string {
  const path = ['extensions', edit.template, edit.key];
  if (edit.kind === 'set') return withKey(text, path, edit.value);
  return edit.kind === 'remove' ? withoutKey(text, path) : withKeyRenamed(text, path, edit.to);
}

/** Somebody may have written the section in a way that cannot be edited in place; then a person has to. */
function checked(text: string, edit: AnswerEdit, file: string): string {
  if (says(text, edit)) return text;
  const { template, key } = edit;
  throw new ToolError('WORKER_INVALID', `extensions.${template}.${key} of ${file} cannot be edited in place`, {
    hint: `Write \`extensions\` of ${file} with one key a line, and run it again. Nothing was written.`,
  });
}

function says(text: string, edit: AnswerEdit): boolean {
  const section = sectionOf(text, edit.template);
  if (section === undefined) return false;
  if (edit.kind === 'set') return section[edit.key] === edit.value;
  return !Object.hasOwn(section, edit.key) && (edit.kind === 'remove' || Object.hasOwn(section, edit.to));
}

/** `undefined`: the text is no YAML any more. */
function sectionOf(text: string, template: string): Record<string, unknown> | undefined {
  try {
    const { extensions } = (parse(text) ?? {}) as { extensions?: Record<string, Record<string, unknown>> };
    return extensions?.[template] ?? {};
  } catch {
    return undefined;
  }
}
