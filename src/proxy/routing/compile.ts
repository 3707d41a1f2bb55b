import { milliseconds } from '../../domain/duration.ts';
import type { Platform } from '../../domain/platform.ts';
import type { ProxyLimits } from '../call/snapshot.ts';
import { compileIdentities, type IdentityConfig } from '../identity/compile.ts';
import { compileAudit, type CompiledAudit } from '../audit/compile.ts';
import { compileRateLimits, type CompiledRateLimits } from '../limit/compile.ts';
import type { UpstreamCredentials } from '../transport/transport.ts';
import type { ProxyConfig, UpstreamConfig } from './config.ts';
import { lineIn } from './credential-files.ts';
import type { LoadedConfig } from './load.ts';
import { placeName } from './place-name.ts';
import { planRoutes } from './plan.ts';
import { createRoutes } from './route-table.ts';
import type { Route, Routes } from './route.ts';
import { addressesOf } from './upstream-rules.ts';

/** A config as calls are decided by it. Everything in it is data, but for `routes`, which looks up in it. */
export interface CompiledProxy {
  readonly identity: IdentityConfig;
  readonly routeList: readonly Route[];
  readonly routes: Routes;
  readonly upstreams: readonly UpstreamDefinition[];
  readonly limits: ProxyLimits;
  readonly sealing: SealingPlan;
  readonly rateLimits: CompiledRateLimits;
  /** `undefined`: nothing is audited. */
  readonly audit: CompiledAudit | undefined;
}

/** Connections to the Temporal frontend of one environment and region. */
export interface UpstreamDefinition {
  /** `production/eu` */
  readonly name: string;
  readonly addresses: readonly string[];
  readonly maximumConnections: number;
  readonly credentials: UpstreamCredentials;
}

/** What the keys are asked to seal here. */
export interface SealingPlan {
  readonly deployment: string | undefined;
  /** Ids of the key domains that routes seal with, sorted. */
  readonly domains: readonly string[];
  readonly flows: readonly { readonly from: string; readonly to: string }[];
}

/** Takes a config in which `proxyRuleBreaks` has found nothing. */
export function compileProxy({ config, platform, contents }: LoadedConfig): CompiledProxy {
  const routeList = planRoutes(config, platform);
  const namespaces = config.namespaces.map(({ name }) => name);
  const upstreams = config.upstreams.map((upstream) => upstreamDefinition(upstream, { platform, contents }));
  return {
    identity: { sources: compileIdentities(config.identities, { platform, namespaces }), development: config.development },
    routeList,
    routes: createRoutes(
      routeList,
      upstreams.map(({ name }) => name),
    ),
    upstreams,
    limits: compileLimits(config.limits),
    sealing: sealingPlan(routeList, platform),
    rateLimits: compileRateLimits(config.rateLimits, contents),
    audit: compileAudit(config, contents),
  };
}

interface Sources {
  platform: Platform;
  contents: ReadonlyMap<string, Buffer>;
}

function upstreamDefinition(upstream: UpstreamConfig, { platform, contents }: Sources): UpstreamDefinition {
  const { tls, apiKeyFile, connections } = upstream;
  const contentOf = (file: string | undefined) => (file === undefined ? undefined : contents.get(file));
  const apiKey = contentOf(apiKeyFile);
  return {
    name: placeName(upstream),
    addresses: addressesOf(upstream, platform),
    maximumConnections: connections.maximum,
    credentials: {
      ...(apiKey === undefined ? {} : { apiKey: lineIn(apiKey) }),
      ...(tls === undefined
        ? {}
        : {
            tls: {
              ...given('authorities', contentOf(tls.authorities)),
              ...given('certificate', contentOf(tls.certificate)),
              ...given('key', contentOf(tls.key)),
              ...given('serverName', tls.serverName),
            },
          }),
    },
  };
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function compileLimits({ connectionAge, pollHold, ...rest }: ProxyConfig['limits']): ProxyLimits {
  return { ...rest, connectionAge: milliseconds(connectionAge), pollHold: milliseconds(pollHold) };
}

function sealingPlan(routes: readonly Route[], { encryption }: Platform): SealingPlan {
  const domains = [...new Set(routes.flatMap(({ keyDomain }) => keyDomain ?? []))].toSorted();
  const flows = encryption?.payloadFlows?.map(({ from, to }) => ({ from, to })) ?? [];
  return { deployment: encryption?.deployment, domains, flows };
}
