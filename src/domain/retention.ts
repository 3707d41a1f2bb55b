/** Retention is a whole number of days, written `14d`: the one unit Temporal's own tools agree on. */
const pattern = /^(0|[1-9]\d{0,4})d$/;

export interface RetentionLimits {
  /** Days. */
  minimum: number;
  /** Days. */
  maximum: number;
}

/** Days of a valid retention text; `undefined` for anything else. */
export function retentionDays(text: string): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Why `text` cannot be this platform's retention; `undefined` when it can. */
export function retentionProblem(text: string, limits: RetentionLimits): string | undefined {
  const days = retentionDays(text);
  if (days === undefined) return `'${text}' is not a retention${suggestion(text)}`;
  if (days < limits.minimum) return `'${text}' is below the platform's minimum of ${limits.minimum}d`;
  if (days > limits.maximum) return `'${text}' is above the platform's maximum of ${limits.maximum}d`;
  return undefined;
}

function suggestion(text: string): string {
  if (/^\d{1,5}$/.test(text)) return `: it has no unit; write ${text}d for days`;
  const spelled = /^(\d{1,5})\s*days?$/i.exec(text)?.[1];
  if (spelled !== undefined) return `; write ${spelled}d`;
  return '; write a whole number of days, such as 14d';
}
