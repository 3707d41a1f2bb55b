import * as z from 'zod';
import { answerKey, answerValue } from '../domain/question.ts';

const fileIdentity = z.string().min(1);

/** One step of a migration: exactly one of these. The set is closed, so that a template runs no code. */
const migrationStep = z
  .strictObject({
    rename: z.optional(z.strictObject({ from: answerKey, to: answerKey }).describe('The answer has another key.')),
    drop: z.optional(z.strictObject({ key: answerKey }).describe('The question is asked no more.')),
    default: z.optional(z.strictObject({ key: answerKey, value: answerValue }).describe('For workers that lack the answer.')),
    map: z.optional(
      z.strictObject({ key: answerKey, values: z.record(z.string(), answerValue) }).describe('Old answers, as text, to new ones.'),
    ),
    move: z.optional(z.strictObject({ key: answerKey, to: z.string() }).describe("To another template's section.")),
    split: z.optional(
      z
        .strictObject({ file: fileIdentity, into: z.array(fileIdentity).min(2) })
        .describe('One file becomes several, in this order; by file ids.'),
    ),
    'rename-file': z.optional(z.strictObject({ from: fileIdentity, to: fileIdentity }).describe('The same file has another id.')),
  })
  .check(({ value, issues }) => {
    const named = Object.values(value).filter((step) => step !== undefined);
    if (named.length !== 1) issues.push({ code: 'custom', message: 'a step does exactly one thing', input: value });
  });
export type MigrationStep = z.infer<typeof migrationStep>;

/** What workers of earlier versions go through on their way to this one. */
export const migration = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'write a version such as 2.0.0'),
  steps: z.array(migrationStep).min(1),
});
export type Migration = z.infer<typeof migration>;
