import { ToolError } from '../errors/tool-error.ts';

/** The two sides of `key=value` from a flag that may be given again and again. */
export function pairOf(text: string, flag: string, form = 'key=value'): readonly [string, string] {
  const cut = text.indexOf('=');
  if (cut > 0) return [text.slice(0, cut), text.slice(cut + 1)];
  throw new ToolError('USAGE', `${flag} takes ${form}, not ${text}`, { hint: 'Nothing was written.' });
}
