import * as z from 'zod';
import { duration } from '../../domain/duration.ts';
import { dnsName, logicalNamespace, ownerName } from '../../domain/names.ts';
import { apiVersion } from '../../domain/platform.ts';
import { auditConfig } from '../audit/config.ts';
import { identitySources } from '../identity/config.ts';
import { codecConfig } from '../codec/config.ts';
import { keysConfig } from './keys-config.ts';
import { listenAddress } from './listen-address.ts';
import { rateLimitsConfig } from './rate-limits-config.ts';

const file = z.string().min(1);
const megabytes = (most: number) =>
  z
    .int()
    .min(1_024)
    .max(most * 2 ** 20);

const listen = z.strictObject({
  address: listenAddress.describe('Where callers connect.'),
  tls: z.optional(
    z.strictObject({
      certificate: file.describe('PEM file with the certificate and its chain.'),
      key: file.describe('PEM file.'),
      clientAuthorities: z.optional(file).describe('PEM file: clients may then prove themselves by a certificate from one of these.'),
    }),
  ),
});

const upstream = z.strictObject({
  environment: dnsName,
  region: dnsName,
  addresses: z
    .optional(z.array(listenAddress).min(1))
    .describe('Peers of one Temporal frontend; the address of the platform file when absent.'),
  tls: z.optional(
    z.strictObject({
      authorities: z.optional(file).describe('PEM file; the public authorities when absent.'),
      certificate: z.optional(file),
      key: z.optional(file),
      serverName: z.optional(z.string().min(1)),
    }),
  ),
  apiKeyFile: z.optional(file).describe('File with the API key that Temporal is called with.'),
  connections: z.prefault(z.strictObject({ maximum: z.int().min(1).max(1_000).default(32) }), {}),
});

const namespace = z.strictObject({
  name: logicalNamespace,
  owner: ownerName.describe('Team that is told of what its callers do wrong.'),
  environments: z.optional(z.array(dnsName).min(1)).describe('All of the platform file when absent.'),
  regions: z.optional(z.array(dnsName).min(1)).describe('All of the platform file when absent.'),
  encryption: z.enum(['required', 'off']).default('required').describe('off lets its payloads pass in clear.'),
});

const access = z
  .strictObject({
    documents: z
      .array(file)
      .min(1)
      .describe('Files and folders of policy documents and of config/namespace.yaml of workers; of a folder every .yaml below it.'),
    revocations: z.optional(file).describe('The file that `temporal-platform revoke` writes.'),
  })
  .describe('Who may do what. Without it whoever is let near a namespace may do there all that is not the platform’s.');

const limits = z.strictObject({
  messageBytes: megabytes(128)
    .default(4 * 2 ** 20)
    .describe('Largest request message.'),
  responseBytes: megabytes(512)
    .default(128 * 2 ** 20)
    .describe('Largest response message.'),
  payloadBytes: megabytes(128)
    .default(2 * 2 ** 20)
    .describe('Largest payload once it is sealed.'),
  bytesInFlight: megabytes(65_536)
    .default(512 * 2 ** 20)
    .describe('Bytes of messages that all calls together may hold.'),
  streamsPerConnection: z.int().min(1).max(100_000).default(1_000).describe('Calls that one client connection may have open.'),
  connectionAge: duration
    .default('10m')
    .describe('How old a client connection gets, 10 % more or less, before its client is told to make another; running calls finish.'),
  pollHold: duration.default('10s').describe('How long a poll waits for keys before it is answered UNAVAILABLE.'),
});

/** The config file of `temporal-platform proxy`. What fields demand of each other, and of the platform file, is in `proxyRuleBreaks`. */
export const proxyDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Proxy'),
  metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    platform: file.describe('The platform file. Paths are relative to this file.'),
    listen,
    operations: z.strictObject({ address: listenAddress }).describe('Where /healthz, /readyz and /metrics are.'),
    identities: identitySources,
    upstreams: z.array(upstream).min(1).describe('One per environment and region that is served here.'),
    namespaces: z.array(namespace).min(1),
    keys: z.optional(keysConfig),
    codec: z.optional(codecConfig),
    access: z.optional(access),
    audit: z.optional(auditConfig).describe('Where decisions are written down; on stdout when there is a policy and this is left out.'),
    limits: z.prefault(limits, {}),
    rateLimits: z.prefault(rateLimitsConfig, {}),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('debug has a line for each call.'),
    development: z.boolean().default(false).describe('Allows identities that are for one machine alone.'),
  }),
});
export type ProxyDocument = z.infer<typeof proxyDocument>;
export type ProxyConfig = ProxyDocument['spec'];
export type UpstreamConfig = ProxyConfig['upstreams'][number];
export type NamespaceConfig = ProxyConfig['namespaces'][number];
