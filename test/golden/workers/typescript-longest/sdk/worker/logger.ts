import { DefaultLogger, type LogEntry, type LogLevel } from '@temporalio/worker';

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

export function logLevelOf(text: string | undefined): LogLevel {
  return levels.find((level) => level === text?.toUpperCase()) ?? 'INFO';
}

/** One JSON object a line on stdout; `fields` stand on every line. */
export function jsonLogger(level: LogLevel, fields: Readonly<Record<string, unknown>>): DefaultLogger {
  return new DefaultLogger(level, (entry) => void process.stdout.write(`${lineOf(entry, fields)}\n`));
}

export function lineOf({ level, message, timestampNanos, meta }: LogEntry, fields: object): string {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  return JSON.stringify({ time, level, message, ...fields, ...meta }, plain);
}

function plain(key: string, value: unknown): unknown {
  // Whoever holds it could complete the activity.
  if (key === 'taskToken') return undefined;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error)
    return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
  return value;
}
