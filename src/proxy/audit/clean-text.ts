import { longestText } from './event.ts';

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** Text of somebody else, fit for a line that people read: short, and without what could write over other lines of a terminal. */
export function cleanText(text: string): string {
  const short = cut(text);
  return short.search(unprintable) === -1 ? short : cleaned(short);
}

function cleaned(text: string): string {
  const escaped = text.replaceAll(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return cut(escaped);
}

/** Half of a character is no text: a collector that refuses it refuses every event that is sent with it. */
function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
