import * as z from 'zod';
import { writtenRights } from './access.ts';
import { duration } from './duration.ts';
import { dnsName, logicalNamespace } from './names.ts';

export const apiVersion = 'managed-temporal.dev/v1';

const count = z.int().min(0).max(100_000);
const positive = z.int().min(1).max(100_000);
const cpu = z.string().regex(/^\d+(\.\d+)?$|^\d+m$/, "write CPUs as '0.5', '1' or '500m'");
const memory = z.string().regex(/^\d+(Mi|Gi)$/, 'write memory as 512Mi or 1Gi');
const address = z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'write host:port');

const path = z.string().min(1).max(1000).describe('Relative to the platform file when it is not absolute.');
const webAddress = z.string().regex(/^https?:\/\/[^\s/?#]+[^\s?#]*$/, 'write an address such as https://sso.example.com');

export const resources = z.strictObject({ cpu, memory });
export type Resources = z.infer<typeof resources>;

export const pollers = z.strictObject({ minimum: positive, initial: positive, maximum: positive });
export const scaleSignals = ['slots', 'backlog', 'backlog-from-zero'] as const;

/** How a deployment of workers scales; slots are per pod. */
export const scaling = z.strictObject({
  workflowSlots: positive,
  activitySlots: positive,
  pollers,
  replicas: z.strictObject({ minimum: count, maximum: positive }),
  signal: z
    .enum(scaleSignals)
    .describe('What the autoscaler looks at: slot use and backlog, backlog alone, or backlog with scale to zero.'),
  slotUtilisation: z.number().gt(0).lt(1).describe('Share of used slots the autoscaler aims at.'),
  scaleDownWindow: duration,
  shutdownGrace: duration.describe('How long a worker lets running activities finish after SIGTERM.'),
});
export type Scaling = z.infer<typeof scaling>;

const tier = z.strictObject({
  description: z.string(),
  resources,
  scaling,
  slo: z.strictObject({ availability: z.number().gt(0).lt(100) }).describe('Per cent of workflow tasks that meet their deadline.'),
  alertSeverity: z.enum(['page', 'page-business-hours', 'ticket']),
  decodeRights: z.enum(['owner', 'owner-and-support', 'company']).describe('Who may read payloads in clear.'),
});
export type Tier = z.infer<typeof tier>;

const place = { environment: dnsName, region: dnsName };
/** Of the tokens that callers show to a proxy, where the platform file names none. */
export const usualAudience = 'temporal-proxy';

const temporalTarget = z.union([
  z.strictObject({ ...place, address }),
  z.strictObject({ ...place, cloudAccount: z.string().regex(/^[a-z0-9]{3,12}$/, 'write the account id, such as a1b2c') }),
]);
export type TemporalTarget = z.infer<typeof temporalTarget>;

const authoritiesFile = z
  .optional(path)
  .describe('PEM file, for `temporal-wrap`, whose authorities vouch for the proxy; those of the machine when left out.');

const proxyEntry = z.strictObject({
  ...place,
  address,
  audience: z.optional(z.string().min(1)).describe('Of the ServiceAccount tokens that workers show there; `temporal-proxy` when left out.'),
  tls: z
    .optional(
      z.strictObject({
        authoritiesConfigMap: z
          .optional(dnsName)
          .describe('ConfigMap beside each worker whose `ca.crt` vouches for the proxy; the authorities of the image when left out.'),
        certificateAuthorities: authoritiesFile,
      }),
    )
    .describe('Workers and people reach it over TLS; in clear when left out, as inside of a mesh.'),
  people: z
    .optional(
      z.strictObject({
        address,
        tls: z
          .optional(z.strictObject({ certificateAuthorities: authoritiesFile }))
          .describe('They reach it over TLS; in clear when left out.'),
      }),
    )
    .describe('How `temporal-wrap` reaches it where that is not how workers do.'),
  codecEndpoint: z
    .optional(webAddress)
    .describe(
      'Of its codec endpoint, which may hold {namespace}; `temporal-wrap` gives it to the CLI. Not needed to read what the proxy opens itself.',
    ),
});

/** Where people log in, and as which client. */
const login = z.strictObject({
  issuer: webAddress.describe('OpenID provider; its configuration is looked up below it.'),
  clientId: z.string().min(1).max(300).describe('A public client that may use the device flow or loopback redirects.'),
  scopes: z.optional(z.array(z.string().min(1).max(300)).min(1)).describe('openid, profile, email and offline_access when left out.'),
  audience: z.optional(z.string().min(1).max(300)).describe("Asked for in the token; the proxy's own audience when left out."),
  resource: z
    .optional(z.string().regex(/^[a-z][a-z0-9+.-]*:[^\s#]+$/i, 'write an address or urn: without a fragment'))
    .describe('Resource indicator (RFC 8707) that is asked for in place of the audience, where a provider wants one.'),
  groupsClaim: z.optional(z.string().min(1).max(300)).describe('Claim with the groups that `whoami` shows; `groups` when left out.'),
  certificateAuthorities: z
    .optional(path)
    .describe('PEM file whose authorities vouch for the provider; those of the machine when left out.'),
});
export type Login = z.infer<typeof login>;

const residency = z.strictObject({
  zones: z
    .array(z.strictObject({ name: dnsName, regions: z.array(dnsName).min(1) }))
    .describe('Regions between which data may move. A region that stands in none is a zone of its own, by its own name.'),
});

const keyDomain = z.strictObject({
  id: dnsName.describe('Part of every sealed payload: it can never be changed, or what was sealed with it is lost.'),
  namespace: logicalNamespace,
  environment: dnsName,
  zone: dnsName,
});
export type KeyDomain = z.infer<typeof keyDomain>;

const encryption = z.strictObject({
  deployment: dnsName.describe('Part of every sealed payload: it can never be changed, or what was sealed with it is lost.'),
  keyDomains: z.array(keyDomain).describe('One per logical namespace, environment and residency zone whose payloads are sealed.'),
  payloadFlows: z
    .optional(z.array(z.strictObject({ from: dnsName, to: dnsName, reason: z.string().min(1) })))
    .describe('Payloads sealed in one key domain that may be opened in another one of the same zone.'),
});
export type PlatformEncryption = z.infer<typeof encryption>;

const access = z.strictObject({
  group: z
    .optional(z.string().min(1))
    .describe('Pattern with {owner}: the group that the people of a team are in, as their tokens name it; {owner} when left out.'),
  serviceAccount: z
    .optional(z.string().min(1))
    .describe(
      'Pattern with {worker}, {namespace} and {owner}: the Kubernetes namespace and ServiceAccount that a worker runs as; {namespace}/{worker} when left out.',
    ),
  supportGroup: z.optional(z.string().min(1)).describe('Group that reads payloads where a tier says owner-and-support.'),
});

/** `temporal-platform.yaml`: what the platform team decides for every worker. */
export const platformDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Platform'),
  metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    environments: z.array(dnsName).min(1),
    regions: z.array(dnsName).min(1),
    clusters: z.array(z.strictObject({ name: dnsName, region: dnsName, environments: z.array(dnsName).min(1), context: z.string() })),
    temporal: z.array(temporalTarget),
    physicalNamespace: z.string().describe('Pattern with {namespace}, {environment} and {region}.'),
    proxy: z.array(proxyEntry),
    retention: z.strictObject({ minimum: positive, maximum: positive, default: positive }).describe('Days.'),
    tiers: z.strictObject({ 0: tier, 1: tier, 2: tier, 3: tier }),
    defaultTier: z.literal([0, 1, 2, 3]),
    imageRegistry: z.string(),
    codeOwners: z.string().describe('Pattern with {owner}: what CODEOWNERS is to name for a team.'),
    links: z.strictObject({ logs: z.string(), traces: z.string() }),
    notifications: z.record(z.string(), z.strictObject({ channel: z.string(), pager: z.optional(z.string()) })),
    roles: z
      .record(dnsName, z.strictObject({ description: z.string(), rights: z.array(z.enum(writtenRights)).min(1) }))
      .describe('What `access` of a worker.yaml may give another team in its namespace.'),
    quotas: z.strictObject({ actionsPerSecond: positive, requestsPerSecond: positive }).describe('Per namespace.'),
    residency: z.optional(residency),
    encryption: z.optional(encryption),
    login: z.optional(login).describe('Where `temporal-wrap login` goes.'),
    access: z.optional(access),
  }),
});
export type PlatformDocument = z.infer<typeof platformDocument>;
export type Platform = PlatformDocument['spec'];
export type TierLevel = keyof Platform['tiers'];

export interface PlatformRuleBreak {
  /** Keys below `spec` for a rule's part of the file, below the document's root for the whole. */
  path: (string | number)[];
  message: string;
}
