import type { Redis } from 'ioredis';
import { createHash } from 'node:crypto';

export interface RedisInput {
  /** `redis://` or `rediss://` */
  readonly url: string;
  readonly password?: string;
  /** PEM. The system's when absent. */
  readonly authorities?: Buffer;
  /** Milliseconds for each trip, and to connect. */
  readonly timeout: number;
}

export interface RedisScripts {
  /** Runs one script for each of these, in one trip. Rejects, within twice the timeout, when not all of them are answered. */
  run(script: string, calls: readonly { keys: readonly string[]; args: readonly string[] }[]): Promise<unknown[]>;
  close(): void;
}

/**
 * A connection that is made at the first use, and again by itself. Nothing waits in a queue for a Redis that is away, so that
 * neither calls nor memory hang on it: a trip that is not answered in time ends the connection, and with it what was sent on it.
 */
export function redisScripts(input: RedisInput): RedisScripts {
  let connecting: Promise<Redis> | undefined;
  let isClosed = false;
  return {
    async run(script, calls) {
      connecting ??= connect(input);
      const redis = await connecting;
      if (isClosed) throw new Error('closed');
      const answers = await within(input.timeout, redis, async () => await trip(redis, script, calls));
      if (!hasMissing(answers)) return answers.map(valueOf);
      // Redis has forgotten the script: it has been restarted.
      await within(input.timeout, redis, async () => await redis.script('LOAD', script));
      return (await within(input.timeout, redis, async () => await trip(redis, script, calls))).map(valueOf);
    },
    close() {
      isClosed = true;
      void connecting?.then((redis) => redis.disconnect());
    },
  };
}

type Answer = readonly [error: Error | null, value: unknown];

async function connect({ url, password, authorities, timeout }: RedisInput): Promise<Redis> {
  // Bundled, this CommonJS package has a default export alone.
  const { default: ioredis } = await import('ioredis');
  const redis = new ioredis.Redis(url, {
    lazyConnect: false,
    enableOfflineQueue: false,
    enableReadyCheck: true,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: timeout * 4,
    retryStrategy: (times) => Math.min(50 * times, 500),
    ...(password === undefined ? {} : { password }),
    ...(authorities === undefined ? {} : { tls: { ca: authorities } }),
  });
  // Each trip says for itself that it failed.
  redis.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    redis.once('ready', () => resolve());
    setTimeout(resolve, timeout).unref();
  });
  return redis;
}

async function trip(
  redis: Redis,
  script: string,
  calls: readonly { keys: readonly string[]; args: readonly string[] }[],
): Promise<readonly Answer[]> {
  const digest = digestOf(script);
  const pipeline = redis.pipeline();
  if (calls.length === 0) pipeline.ping();
  for (const { keys, args } of calls) pipeline.evalsha(digest, keys.length, ...keys, ...args);
  return (await pipeline.exec()) ?? [];
}

const digests = new Map<string, string>();

function digestOf(script: string): string {
  const known = digests.get(script) ?? createHash('sha1').update(script).digest('hex');
  digests.set(script, known);
  return known;
}

function hasMissing(answers: readonly Answer[]): boolean {
  return answers.some(([error]) => error?.message.startsWith('NOSCRIPT') === true);
}

function valueOf([error, value]: Answer): unknown {
  if (error !== null) throw error;
  return value;
}

async function within<T>(timeout: number, redis: Redis, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isAnswered = false;
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => {
      redis.disconnect(true);
      reject(new Error(`no answer within ${timeout} ms`));
    };
    // Where this process stood still, the timer comes before what has long been answered: that is read first.
    timer = setTimeout(() => void setImmediate(() => isAnswered || giveUp()), timeout);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    isAnswered = true;
    clearTimeout(timer);
  }
}
