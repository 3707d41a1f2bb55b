import { entryOverhead } from './hpack-decoder.ts';
import { staticTable } from './static-table.ts';

/** Fields that say the same on call after call. Others would only push these out of the table. */
const repeated: ReadonlySet<string> = new Set([
  ':authority',
  ':path',
  'te',
  'content-type',
  'user-agent',
  'grpc-accept-encoding',
  'authorization',
  'temporal-namespace',
  'client-name',
  'client-version',
  'supported-server-versions',
  'supported-features',
]);
const defaultTableSize = 4096;

const staticNames = new Map<string, number>();
const staticFields = new Map<string, Map<string, number>>();
for (const [at, [name, value]] of staticTable.entries()) {
  if (!staticNames.has(name)) staticNames.set(name, at + 1);
  if (value !== '') staticFields.set(name, (staticFields.get(name) ?? new Map<string, number>()).set(value, at + 1));
}

interface Entry {
  readonly name: string;
  readonly value: string;
}

/** Header blocks of one connection, in order. No Huffman: what repeats is one byte anyway, and coding the rest costs more than it saves. */
export class HpackEncoder {
  /** Oldest first; `#first` is the number of the oldest, numbers go up by one with each entry ever added. */
  #entries: Entry[] = [];
  #first = 0;
  readonly #numbers = new Map<string, Map<string, number>>();
  #size = 0;
  #limit = defaultTableSize;
  #announced = defaultTableSize;

  /** The peer's SETTINGS_HEADER_TABLE_SIZE: a smaller one has to be obeyed, a larger one is not used. */
  limitTable(size: number): void {
    this.#limit = Math.min(size, defaultTableSize);
    this.#evict(0);
  }

  /** Writes at `at` and gives the end. The room `sizeOf` asks for has to be there. */
  encode(fields: readonly [string, string][], into: Buffer, at: number): number {
    let end = at;
    if (this.#limit !== this.#announced) {
      end = writeInteger(into, end, { value: this.#limit, bits: 5, flag: 0x20 });
      this.#announced = this.#limit;
    }
    for (const [name, value] of fields) end = this.#field(into, end, { name, value });
    return end;
  }

  #field(into: Buffer, at: number, entry: Entry): number {
    const { name, value } = entry;
    const indexed = staticFields.get(name)?.get(value) ?? this.#indexOf(name, value);
    if (indexed !== undefined) return writeInteger(into, at, { value: indexed, bits: 7, flag: 0x80 });
    const isKept = repeated.has(name) && this.#add(entry);
    const nameIndex = staticNames.get(name) ?? 0;
    let end = writeInteger(into, at, isKept ? { value: nameIndex, bits: 6, flag: 0x40 } : { value: nameIndex, bits: 4, flag: 0 });
    if (nameIndex === 0) end = writeText(into, end, name);
    return writeText(into, end, value);
  }

  #indexOf(name: string, value: string): number | undefined {
    const number = this.#numbers.get(name)?.get(value);
    return number === undefined ? undefined : staticTable.length + this.#first + this.#entries.length - number;
  }

  /** An entry that fills most of the table would push out all the others, call by call. */
  #add(entry: Entry): boolean {
    const size = sizeOfEntry(entry);
    if (size > this.#limit / 2) return false;
    this.#evict(size);
    const number = this.#first + this.#entries.length;
    this.#entries.push(entry);
    this.#size += size;
    let values = this.#numbers.get(entry.name);
    if (values === undefined) this.#numbers.set(entry.name, (values = new Map<string, number>()));
    values.set(entry.value, number);
    return true;
  }

  #evict(coming: number): void {
    let gone = 0;
    while (this.#size + coming > this.#limit && gone < this.#entries.length) {
      const entry = this.#entries[gone++]!;
      this.#size -= sizeOfEntry(entry);
      this.#numbers.get(entry.name)?.delete(entry.value);
    }
    if (gone === 0) return;
    this.#entries = this.#entries.slice(gone);
    this.#first += gone;
  }
}

/** Bytes that a block of these fields takes at most. */
export function sizeOfBlock(fields: readonly [string, string][]): number {
  let size = 8;
  for (const [name, value] of fields) size += name.length + value.length + 16;
  return size;
}

function sizeOfEntry({ name, value }: Entry): number {
  return name.length + value.length + entryOverhead;
}

function writeText(into: Buffer, at: number, text: string): number {
  const start = writeInteger(into, at, { value: text.length, bits: 7, flag: 0 });
  return start + into.write(text, start, 'latin1');
}

function writeInteger(into: Buffer, at: number, { value, bits, flag }: { value: number; bits: number; flag: number }): number {
  const mask = (1 << bits) - 1;
  if (value < mask) {
    into[at] = flag | value;
    return at + 1;
  }
  into[at] = flag | mask;
  let rest = value - mask;
  let end = at + 1;
  for (; rest >= 0x80; rest >>>= 7) into[end++] = (rest & 0x7f) | 0x80;
  into[end] = rest;
  return end + 1;
}
