/**
 * Length in bits of each byte's code. The codes themselves follow from the lengths: they are canonical, numbered upwards by
 * length and then by byte. Source: RFC 7541, appendix B.
 */
const lengths = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10,
  12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7,
  7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22,
  23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22,
  23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20,
  24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];
const longest = 30;

/** Of each length: its first code, how many there are, and where their bytes begin in `symbols`. */
const symbols = Array.from(lengths.keys()).toSorted((a, b) => lengths[a]! - lengths[b]! || a - b);
const counts = new Int32Array(longest + 1);
const firsts = new Int32Array(longest + 1);
const offsets = new Int32Array(longest + 1);
for (const length of lengths) counts[length]!++;
for (let length = 1; length <= longest; length++) {
  firsts[length] = (firsts[length - 1]! + counts[length - 1]!) << 1;
  offsets[length] = offsets[length - 1]! + counts[length - 1]!;
}

/** `undefined` when the bytes are no Huffman text: a code that is none, or an end that is not padded with ones. */
export function decodeHuffman(bytes: Uint8Array): string | undefined {
  let text = '';
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((byte >> bit) & 1);
      length++;
      if (length > longest) return undefined;
      const at = code - firsts[length]!;
      if (at < 0 || at >= counts[length]!) continue;
      text += String.fromCharCode(symbols[offsets[length]! + at]!);
      code = 0;
      length = 0;
    }
  }
  return length < 8 && code === (1 << length) - 1 ? text : undefined;
}
