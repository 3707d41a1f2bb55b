import { DefaultLogger, type LogEntry, type LogLevel } from '@temporalio/worker';
import type { Environment } from '../connection.ts';

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

export function logLevelOf(text: string | undefined): LogLevel {
  return levels.find((level) => level === text?.toUpperCase()) ?? 'INFO';
}

/** How a process writes its log. */
export interface LogStyle {
  level: LogLevel;
  format: 'json' | 'text';
}

export function logStyleOf({ LOG_LEVEL, LOG_FORMAT }: Environment): LogStyle {
  return { level: logLevelOf(LOG_LEVEL), format: LOG_FORMAT === 'text' ? 'text' : 'json' };
}

/** One line an entry on stdout; `fields` stand on every JSON line. */
export function lineLogger({ level, format }: LogStyle, fields: Readonly<Record<string, unknown>>): DefaultLogger {
  const line = (entry: LogEntry) => (format === 'text' ? textOf(entry) : lineOf(entry, fields));
  return new DefaultLogger(level, (entry) => void process.stdout.write(`${line(entry)}\n`));
}

export function lineOf({ level, message, timestampNanos, meta }: LogEntry, fields: object): string {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  return JSON.stringify({ time, level, message, ...fields, ...meta }, plain);
}

/** For people: what the entry says, then what it knows besides. */
export function textOf({ level, message, timestampNanos, meta }: LogEntry): string {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const known = Object.entries(meta ?? {}).flatMap(([key, value]) => {
    const text = JSON.stringify(plain(key, value), plain);
    return text === undefined ? [] : [`${key}=${text}`];
  });
  return [time, level.padEnd(5), message, ...known].join(' ');
}

function plain(key: string, value: unknown): unknown {
  // Whoever holds it could complete the activity.
  if (key === 'taskToken') return undefined;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error)
    return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
  return value;
}
