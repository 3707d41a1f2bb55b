import { expect, test } from 'vitest';
import { diffEntries } from '../../src/policy/diff/diff.ts';
import { diffLimits } from '../../src/policy/diff/limits.ts';
import { diffTraffic } from '../../src/policy/diff/traffic.ts';
import { breakGlassText, compiled, namespaceText, policyText, type PolicySpec } from './documents-of.ts';

const platform = { environments: ['staging', 'production'], regions: ['eu', 'us'] };
const role = (name: string, rights: string[], more: object = {}) => ({ name, description: 'A role.', allow: [{ rights }], ...more });
const team = [{ group: 'team-images' }];
const ofTeam = { who: team[0], environment: undefined, region: undefined, workflowType: undefined, during: undefined };

function diff(before: readonly string[], after: readonly string[]) {
  const [was, is] = [compiled(...before), compiled(...after)];
  expect([...was.problems, ...is.problems]).toEqual([]);
  return diffEntries({ before: was.policy.entries, after: is.policy.entries, platform });
}

function spec(roles: object[], grants: object[], denials: object[] = []): string {
  return policyText({ roles, grants, denials } as PolicySpec);
}

const grant = (name: string, more: object = {}) => ({ role: name, to: team, namespaces: ['images'], ...more });
const both = spec([role('both', ['read', 'start'])], [grant('both')]);

test.each([
  {
    title: 'roles are split, included and renamed',
    after: [
      spec(
        [role('looks', ['read']), role('all', ['start'], { includes: ['looks'] })],
        [grant('all'), grant('looks', { environments: ['staging'] })],
      ),
    ],
  },
  {
    title: 'a grant is written once for each place',
    after: [
      spec(
        [role('both', ['start', 'read'])],
        [
          grant('both', { environments: ['staging'] }),
          grant('both', { environments: ['production'], regions: ['eu'] }),
          grant('both', { environments: ['production'], regions: ['us'] }),
        ],
      ),
    ],
  },
  {
    title: 'it is granted by the document of the namespace',
    after: [namespaceText('images', 'team-images', [{ to: team[0], rights: ['start', 'read'], because: 'It owns it.' }])],
  },
  {
    title: 'types stand beside every type',
    after: [spec([role('both', ['read', 'start'])], [grant('both'), grant('both', { workflowTypes: ['render*'] })])],
  },
])('nothing changes when $title', ({ after }) => {
  expect(diff([both], after)).toEqual([]);
  expect(diff(after, [both])).toEqual([]);
});

test('says who gains and who loses what, and where it is the same everywhere', () => {
  const after = spec(
    [role('reader', ['read']), role('starter', ['start'])],
    [
      grant('reader'),
      grant('starter', { environments: ['staging'], workflowTypes: ['render*', 'renderFilm'] }),
      { role: 'reader', to: [{ subject: 'ada@example.com', source: 'sso' }], namespaces: ['*', 'images'], regions: ['eu'] },
    ],
  );
  expect(diff([both], [after])).toEqual([
    { ...ofTeam, change: 'loses', rights: ['start'], namespace: 'images' },
    { ...ofTeam, who: { subject: 'ada@example.com', source: 'sso' }, change: 'gains', rights: ['read'], namespace: '*', region: 'eu' },
  ]);
});

test('a type that is denied is lost, and the rest is not', () => {
  const after = spec(
    [role('both', ['read', 'start'])],
    [grant('both')],
    [{ rights: ['start'], to: team, namespaces: ['images'], workflowTypes: ['pay*'], reason: 'No.' }],
  );
  expect(diff([both], [after])).toEqual([
    { ...ofTeam, change: 'loses', rights: ['start'], namespace: 'images', workflowType: 'pay*' },
    { ...ofTeam, change: 'is-denied', rights: ['start'], namespace: 'images', workflowType: 'pay*' },
  ]);
});

test('a denial of everybody is told of everybody, and of those who lose by it', () => {
  const denial = { rights: ['read'], namespaces: ['*'], reason: 'Closed.' };
  const changes = diff([both], [spec([role('both', ['read', 'start'])], [grant('both')], [denial])]);
  expect(changes.map(({ who, change, rights, namespace }) => ({ who, change, rights, namespace }))).toEqual([
    { who: undefined, change: 'is-denied', rights: ['read'], namespace: '*' },
    { who: team[0], change: 'loses', rights: ['read'], namespace: 'images' },
  ]);
});

test('break-glass is a change for as long as it lasts', () => {
  const glass = breakGlassText({ ...grant('both'), reason: 'Fire.', from: '2030-01-01T00:00:00Z', until: '2030-01-01T02:00:00Z' });
  expect(diff([both], [both, glass])).toEqual([
    {
      ...ofTeam,
      change: 'gains',
      rights: ['read', 'start'],
      namespace: 'images',
      during: { from: '2030-01-01T00:00:00.000Z', until: '2030-01-01T02:00:00.000Z' },
    },
  ]);
});

function flow(before: object, after: object, ...documents: readonly string[]) {
  const [was, is] = [before, after].map((each) => compiled(policyText(each as PolicySpec), ...documents));
  expect([...was!.problems, ...is!.problems]).toEqual([]);
  const input = { before: was!.documents, after: is!.documents, platform };
  return { limits: diffLimits(input), traffic: diffTraffic(input) };
}

const perSecond = (requestsPerSecond: number, more: object = {}) => ({ requestsPerSecond, burst: requestsPerSecond, ...more });
const everywhere = { environment: undefined, region: undefined };

const limits = (...namespaces: object[]) => ({ limits: { namespaces } });
const callerLimits = (...callers: object[]) => ({ limits: { callers } });

test('limits of namespaces are compared as the first that matches has them, where they differ', () => {
  const all = { namespaces: ['*'], requestsPerSecond: 100 };
  const images = { namespaces: ['images'], requestsPerSecond: 10, burst: 20 };
  const share = { backfillShare: 0.25 };
  const was = { ...perSecond(10, share), burst: 20 };
  expect(flow(limits(all, images), limits(images, all)).limits).toEqual([
    { who: undefined, ...everywhere, namespace: 'images', before: perSecond(100, share), after: was },
  ]);
  expect(flow(limits(images, all), limits({ ...images, environments: ['staging'], backfillShare: 1 }, all)).limits).toEqual([
    { who: undefined, environment: 'staging', region: undefined, namespace: 'images', before: was, after: { ...was, backfillShare: 1 } },
    { who: undefined, environment: 'production', region: undefined, namespace: 'images', before: was, after: perSecond(100, share) },
  ]);
  // The document of the namespace has 50 a second, which counts where no limit does.
  expect(flow(limits(all), {}, namespaceText('orders', 'team-orders')).limits).toEqual([
    { who: undefined, ...everywhere, namespace: '*', before: perSecond(100, share), after: undefined },
    { who: undefined, ...everywhere, namespace: 'orders', before: perSecond(100, share), after: perSecond(50, share) },
  ]);
  expect(flow(limits(all, all), limits(all, { ...all, namespaces: ['images'] }))).toEqual({ limits: [], traffic: [] });
});

test('limits of callers are compared by the names that documents have for them', () => {
  const ofServices = { to: [{ callers: 'services' }], namespaces: ['*'], requestsPerSecond: 5 };
  const ofAda = { to: [{ subject: 'ada' }], namespaces: ['images'], requestsPerSecond: 1 };
  expect(
    flow(callerLimits(ofServices, ofAda), callerLimits({ ...ofServices, to: [...ofServices.to, { group: 'crawlers' }] })).limits,
  ).toEqual([
    { who: { subject: 'ada' }, ...everywhere, namespace: 'images', before: perSecond(1), after: undefined },
    { who: { group: 'crawlers' }, ...everywhere, namespace: '*', before: undefined, after: perSecond(5) },
  ]);
});

test('what becomes backfill, or live again, is told of whoever calls', () => {
  const nightly = { to: [{ subject: 'nightly' }], namespaces: ['*'] };
  const old = { namespaces: ['images'], workflowTypes: ['import*'], environments: ['staging'] };
  expect(flow({ backfill: [old] }, { backfill: [nightly, { ...nightly, namespaces: ['images'] }] }).traffic).toEqual([
    { who: undefined, environment: 'staging', region: undefined, traffic: 'live', namespace: 'images', workflowType: 'import*' },
    { who: { subject: 'nightly' }, ...everywhere, traffic: 'backfill', namespace: '*', workflowType: undefined },
  ]);
});
