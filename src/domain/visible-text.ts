/** A text in quotes with every character that is no plain one by its number: some look like others, and some like nothing. */
export function visibleText(text: string): string {
  return JSON.stringify(text).replaceAll(/[^\x20-\x7e]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}
