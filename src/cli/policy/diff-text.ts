import type { Who } from '../../domain/who.ts';
import type { Change, LimitChange, PolicyDiff, TrafficChange } from '../../policy/policy.ts';

/** A line for each change: `+` for whoever gains, `-` for whoever loses, `~` where it is both. */
export function diffText({ changes, limits, traffic }: PolicyDiff): string[] {
  return [...changes.map(changeText), ...limits.map(limitText), ...traffic.map(trafficText)];
}

const words: Record<Change['change'], string> = {
  gains: '+ {who} may {rights}',
  loses: '- {who} may no longer {rights}',
  'is-denied': '- {who} is denied {rights}',
  'is-denied-no-more': '+ {who} is no longer denied {rights}',
};

function changeText({ who, change, rights, namespace, environment, region, workflowType, during }: Change): string {
  return [
    words[change].replace('{who}', whoText(who)).replace('{rights}', rights.join(', ')),
    `in ${placeText({ namespace, environment, region })}`,
    ...(workflowType === undefined ? [] : [`for ${workflowType}`]),
    ...(during === undefined ? [] : [`from ${during.from} until ${during.until}`]),
  ].join(' ');
}

function limitText({ who, before, after, ...place }: LimitChange): string {
  const whose = who === undefined ? placeText(place) : `${whoText(who)} in ${placeText(place)}`;
  return `${signOf(before, after)} ${whose}: ${rateText(after)}; before: ${rateText(before)}`;
}

type Limit = LimitChange['before'];

function signOf(before: Limit, after: Limit): string {
  const [was, is] = [numbersOf(before), numbersOf(after)];
  if (is.every((number, index) => number >= (was[index] ?? 0))) return '+';
  return is.every((number, index) => number <= (was[index] ?? 0)) ? '-' : '~';
}

function numbersOf(limit: Limit): number[] {
  if (limit === undefined) return [Infinity, Infinity, 1];
  return [limit.requestsPerSecond, limit.burst, 'backfillShare' in limit ? limit.backfillShare : 1];
}

function rateText(limit: Limit): string {
  if (limit === undefined) return 'no limit';
  const share = 'backfillShare' in limit ? `, a share of ${limit.backfillShare} for backfill` : '';
  return `${limit.requestsPerSecond} requests a second, ${limit.burst} at once${share}`;
}

function trafficText({ who, traffic, workflowType, ...place }: TrafficChange): string {
  const types = workflowType === undefined ? '' : ` for ${workflowType}`;
  return `${traffic === 'live' ? '+' : '-'} calls of ${whoText(who)} in ${placeText(place)}${types} are ${traffic}`;
}

function placeText({ namespace, environment, region }: Pick<Change, 'namespace' | 'environment' | 'region'>): string {
  const place = [environment, region].filter((part) => part !== undefined).join('/');
  return place === '' ? namespace : `${namespace} (${place})`;
}

function whoText(who: Who | undefined): string {
  if (who === undefined) return 'everybody';
  if ('group' in who) return `group ${who.group}`;
  if ('callers' in who) return who.callers === 'people' ? 'every person' : 'every service';
  return who.source === undefined ? who.subject : `${who.subject} (${who.source})`;
}
