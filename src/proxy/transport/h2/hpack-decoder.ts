import { decodeHuffman } from './huffman.ts';
import { largestHeaderList } from './frames.ts';
import { staticTable } from './static-table.ts';

export type HeaderFields = Record<string, string>;

/** Both ends count an entry so. Source: RFC 7541, 4.1. */
export const entryOverhead = 32;
/** We leave SETTINGS_HEADER_TABLE_SIZE at its default. */
const tableSize = 4096;

class Malformed extends Error {}

/** Header blocks of one connection, in order. */
export class HpackDecoder {
  /** Newest last. */
  readonly #entries: [string, string][] = [];
  #size = 0;
  #limit = tableSize;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /**
   * `undefined` ends the connection: after a malformed block nobody knows the table any more. A list that is too large for us is
   * read to its end all the same.
   */
  decode(block: Buffer): HeaderFields | 'too-large' | undefined {
    this.#bytes = block;
    this.#at = 0;
    const fields: HeaderFields = {};
    let size = 0;
    try {
      while (this.#at < block.length) {
        const entry = this.#field(size === 0);
        if (entry === undefined) continue;
        const [name, value] = entry;
        size += name.length + value.length + entryOverhead;
        if (size > largestHeaderList) continue;
        const before = fields[name];
        // Not by whether there is one: every object has a `constructor`.
        fields[name] = typeof before === 'string' ? `${before}, ${value}` : value;
      }
      return size > largestHeaderList ? 'too-large' : fields;
    } catch (error) {
      if (error instanceof Malformed) return undefined;
      throw error;
    }
  }

  /** A new size of the table stands before all fields. */
  #field(isFirst: boolean): [string, string] | readonly [string, string] | undefined {
    const first = this.#bytes[this.#at]!;
    if (first >= 0x80) return this.#entry(this.#integer(7));
    if (first >= 0x40) {
      const entry = this.#literal(6);
      this.#add(entry);
      return entry;
    }
    if (first < 0x20) return this.#literal(4);
    if (!isFirst) throw new Malformed();
    this.#resize(this.#integer(5));
    return undefined;
  }

  #literal(bits: number): [string, string] {
    const index = this.#integer(bits);
    const name = index === 0 ? this.#text() : this.#entry(index)[0];
    return [name, this.#text()];
  }

  #entry(index: number): readonly [string, string] {
    const entry = index <= staticTable.length ? staticTable[index - 1] : this.#entries[this.#entries.length - (index - staticTable.length)];
    if (entry === undefined) throw new Malformed();
    return entry;
  }

  #integer(bits: number): number {
    const mask = (1 << bits) - 1;
    let value = this.#byte() & mask;
    if (value < mask) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Malformed();
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Malformed();
    return byte;
  }

  #text(): string {
    const isHuffman = (this.#bytes[this.#at] ?? 0) >= 0x80;
    const length = this.#integer(7);
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Malformed();
    const text = isHuffman ? decodeHuffman(this.#bytes.subarray(this.#at, end)) : this.#bytes.toString('latin1', this.#at, end);
    this.#at = end;
    if (text === undefined) throw new Malformed();
    return text;
  }

  #add(entry: [string, string]): void {
    this.#size += sizeOf(entry);
    this.#entries.push(entry);
    this.#evict();
  }

  #resize(limit: number): void {
    if (limit > tableSize) throw new Malformed();
    this.#limit = limit;
    this.#evict();
  }

  #evict(): void {
    let gone = 0;
    while (this.#size > this.#limit) this.#size -= sizeOf(this.#entries[gone++]!);
    if (gone > 0) this.#entries.splice(0, gone);
  }
}

function sizeOf([name, value]: readonly [string, string]): number {
  return name.length + value.length + entryOverhead;
}
