import type { BucketLimit } from './bucket.ts';

/** What one replica asks of one bucket that all share. */
export interface LeaseAsk {
  readonly key: string;
  readonly limit: BucketLimit;
  /** Tokens; below nothing: it gives so many back. */
  readonly live: number;
  readonly backfill: number;
}

export interface LeaseGrant {
  readonly live: number;
  readonly backfill: number;
}

/**
 * The arithmetic of `Bucket`, in Redis and by its clock. What all replicas ask for and is not there is shared by how much each asks for.
 * A bucket that is not there has filled up since Redis began: what has been idle for long is full again, and what a restart has
 * forgotten is not. KEYS: the bucket, the time that Redis began at. ARGV: rate, burst, backfillRate, backfillBurst, live, backfill,
 * replica, milliseconds after which a replica that asks no more counts no more.
 */
export const leaseScript = `
local rate, burst, backfillRate, backfillBurst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local wanted, wantedBackfill = tonumber(ARGV[5]), tonumber(ARGV[6])
local me, stale = 'r:' .. ARGV[7], tonumber(ARGV[8])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local known, others, othersBackfill = {}, 0, 0
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if string.sub(name, 1, 2) ~= 'r:' then
    known[name] = tonumber(value)
  elseif name ~= me then
    local at, live, backfill = string.match(value, '^(%S+) (%S+) (%S+)$')
    if not at or now - tonumber(at) > stale then
      redis.call('HDEL', KEYS[1], name)
    else
      others = others + tonumber(live)
      othersBackfill = othersBackfill + tonumber(backfill)
    end
  end
end
local at = known.at
if not at then
  at = tonumber(redis.call('GET', KEYS[2]) or '')
  if not at then
    at = now
    redis.call('SET', KEYS[2], string.format('%.3f', now))
  end
end
local elapsed = math.max(0, now - at)
local live = math.min(burst, (known.live or 0) + elapsed * rate)
local all = math.min(burst, (known.all or 0) + elapsed * rate)
local backfill = math.min(backfillBurst, (known.backfill or 0) + elapsed * backfillRate)
local function share(level, want, more)
  if want <= 0 then return want end
  if level <= 0 then return 0 end
  if level >= want + more then return want end
  return math.min(want, level * want / (want + more))
end
local granted = share(live, wanted, others)
live, all = live - granted, all - granted
local left = math.min(backfill, all - (burst - backfillBurst))
local grantedBackfill = share(left, wantedBackfill, othersBackfill)
backfill, all = backfill - grantedBackfill, all - grantedBackfill
local text = function(number) return string.format('%.6f', number) end
redis.call('HSET', KEYS[1], 'at', string.format('%.3f', now), 'live', text(live), 'all', text(all), 'backfill', text(backfill),
  me, string.format('%.3f ', now) .. text(math.max(0, wanted)) .. ' ' .. text(math.max(0, wantedBackfill)))
redis.call('PEXPIRE', KEYS[1], math.ceil(60000 + 2 * burst / rate + 2 * backfillBurst / backfillRate))
return { text(granted), text(grantedBackfill) }
`;

export function leaseArguments({ limit, live, backfill }: LeaseAsk, replica: string, stale: number): string[] {
  const { rate, burst, backfillRate, backfillBurst } = limit;
  return [...[rate, burst, backfillRate, backfillBurst, live, backfill].map(String), replica, String(stale)];
}

/** `undefined`: nothing that the script answers. */
export function leaseGrant(answer: unknown): LeaseGrant | undefined {
  if (!Array.isArray(answer)) return undefined;
  const [live, backfill] = answer.map(Number);
  return Number.isFinite(live) && Number.isFinite(backfill) ? { live: live!, backfill: backfill! } : undefined;
}
