export interface LogStreamInput {
  print: (line: string) => void;
  hasColour: boolean;
}

/** Takes the lines of one source. */
export type LogLines = (line: string) => void;

/** One stream of lines for everything that runs, each line with the name of its source in front. */
export class LogStream {
  readonly #print: LogStreamInput['print'];
  readonly #hasColour: boolean;
  readonly #colours = new Map<string, number>();
  #width = 'temporal'.length;

  constructor({ print, hasColour }: LogStreamInput) {
    this.#print = print;
    this.#hasColour = hasColour;
  }

  /** Prints the lines of `source`. */
  of(source: string): LogLines {
    this.#width = Math.max(this.#width, source.length);
    if (!this.#colours.has(source)) this.#colours.set(source, palette[this.#colours.size % palette.length] ?? 36);
    return (text) => {
      for (const line of readable(text).split('\n')) this.#print(`${this.#prefix(source)} ${line}`);
    };
  }

  #prefix(source: string): string {
    const text = `${source.padEnd(this.#width)} |`;
    return this.#hasColour ? `\u001b[${this.#colours.get(source)}m${text}\u001b[0m` : text;
  }
}

const palette = [36, 33, 35, 32, 34, 31];

/** The same on every line of one process, and said by the prefix already. */
const known = new Set(['time', 'timestamp', 'level', 'message', 'logger', 'worker', 'owner', 'tier']);

/** A worker logs JSON for machines; a person reads `12:00:01 info worker ready  queues=["a"]`. Other lines stay as they are. */
function readable(line: string): string {
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  const time = /T(\d\d:\d\d:\d\d)/.exec(textOf(entry['time'] ?? entry['timestamp']))?.[1];
  const fields = Object.entries(entry).filter(([name]) => !known.has(name));
  const inline = fields.filter(([, value]) => !textOf(value).includes('\n')).map(([name, value]) => ` ${name}=${textOf(value)}`);
  const blocks = fields.map(([, value]) => textOf(value)).filter((text) => text.includes('\n'));
  const head = [time, textOf(entry['level']), textOf(entry['message'])].filter((part) => part !== undefined && part !== '').join(' ');
  return [`${head}${inline.length > 0 ? ` ${inline.join('')}` : ''}`, ...blocks.map((text) => text.trimEnd())].join('\n');
}

/** What a worker has to say in one log line, when it is one. */
export function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line) as Record<string, unknown>;
    return typeof entry['message'] === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
