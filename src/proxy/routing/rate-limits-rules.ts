import { milliseconds } from '../../domain/duration.ts';
import type { PlatformRuleBreak } from '../../domain/platform.ts';
import type { RateLimitsConfig } from './rate-limits-config.ts';

const bounds = {
  wait: { least: '0s', most: '10s' },
  backfillWait: { least: '0s', most: '60s' },
  pollWait: { least: '1s', most: '50s' },
  'store.interval': { least: '20ms', most: '1s' },
  'store.timeout': { least: '50ms', most: '5s' },
} as const;

/** What limits may get wrong although every field has its shape. Paths begin below `spec`. */
export function rateLimitBreaks({ store, wait, backfillWait, pollWait }: RateLimitsConfig): PlatformRuleBreak[] {
  const ofStore = store.kind === 'redis' ? { 'store.interval': store.interval, 'store.timeout': store.timeout } : {};
  return [
    ...Object.entries({ wait, backfillWait, pollWait, ...ofStore }).flatMap(([field, text]) =>
      boundBreaks(field as keyof typeof bounds, text),
    ),
    ...(store.kind === 'redis' ? [...waitBreaks(wait, store), ...urlBreaks(store)] : []),
  ];
}

function boundBreaks(field: keyof typeof bounds, text: string): PlatformRuleBreak[] {
  const { least, most } = bounds[field];
  const isWithin = milliseconds(text) >= milliseconds(least) && milliseconds(text) <= milliseconds(most);
  return isWithin ? [] : [{ path: ['rateLimits', ...field.split('.')], message: `is not between ${least} and ${most}` }];
}

type RedisConfig = Extract<RateLimitsConfig['store'], { kind: 'redis' }>;

function waitBreaks(wait: string, { timeout }: RedisConfig): PlatformRuleBreak[] {
  if (milliseconds(wait) > milliseconds(timeout)) return [];
  return [
    {
      path: ['rateLimits', 'wait'],
      message: `is not above store.timeout, ${timeout}: a Redis that does not answer would have calls refused`,
    },
  ];
}

function urlBreaks({ url, authorities }: RedisConfig): PlatformRuleBreak[] {
  const path = ['rateLimits', 'store', 'url'];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') {
    return [{ path, message: 'is no redis://host:port or rediss://host:port' }];
  }
  return [
    ...(parsed.password === '' ? [] : [{ path, message: 'holds a password; name a file with it in passwordFile' }]),
    ...(authorities === undefined || parsed.protocol === 'rediss:'
      ? []
      : [{ path: ['rateLimits', 'store', 'authorities'], message: 'is for TLS, and url begins with redis://; write rediss://' }]),
  ];
}
