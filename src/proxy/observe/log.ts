import { pino, type DestinationStream } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Every key a line can have beside `time` and `level`. None of them holds a payload, a token or an argument. */
export interface LogLine {
  /** A fixed word, `call`, `refused`, `reload`, to search by. */
  readonly event: string;
  readonly method?: string | undefined;
  readonly namespace?: string | undefined;
  readonly owner?: string | undefined;
  readonly subject?: string | undefined;
  readonly peer?: string | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly detail?: string | undefined;
  /** How many more lines like this one were left out before it. */
  readonly repeats?: number | undefined;
}

export interface Log {
  write(level: LogLevel, line: LogLine): void;
  /** Lines that agree in everything but detail, time and peer are written once in a while, with the number of those left out. */
  writeSeldom(level: LogLevel, line: LogLine, every?: number): void;
  isDebug(): boolean;
  useLevel(level: LogLevel): void;
}

export interface LogInput {
  readonly destination: DestinationStream;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly level?: LogLevel;
}

const usualPause = 10_000;
/** Kinds of lines that are remembered; a flood of new kinds forgets the old ones rather than take memory. */
const mostKinds = 2_000;
const longestDetail = 500;

/** JSON lines, one per event. */
export function createLog({ destination, clock, level = 'info' }: LogInput): Log {
  const logger = pino(
    {
      base: null,
      level,
      timestamp: () => `,"time":"${new Date(clock()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const kinds = new Map<string, { until: number; repeats: number }>();
  const write = (at: LogLevel, { detail, durationMs, ...line }: LogLine): void => {
    if (!logger.isLevelEnabled(at)) return;
    logger[at]({
      ...line,
      ...(durationMs === undefined ? {} : { durationMs: Math.round(durationMs * 10) / 10 }),
      ...(detail === undefined ? {} : { detail: detail.slice(0, longestDetail) }),
    });
  };
  return {
    write,
    writeSeldom(at, line, every = usualPause) {
      const kind = [line.event, line.method, line.namespace, line.subject, line.code, line.reason].join('\n');
      const now = clock();
      const known = kinds.get(kind);
      if (known !== undefined && now < known.until) {
        known.repeats += 1;
        return;
      }
      if (kinds.size >= mostKinds) kinds.clear();
      kinds.set(kind, { until: now + every, repeats: 0 });
      write(at, known === undefined || known.repeats === 0 ? line : { ...line, repeats: known.repeats });
    },
    isDebug: () => logger.isLevelEnabled('debug'),
    useLevel(next) {
      logger.level = next;
    },
  };
}
