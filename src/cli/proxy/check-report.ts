import type { LoadedProxy } from '../../proxy/proxy.ts';

/** `proxy --check --json`. */
export interface CheckDocument {
  schemaVersion: 1;
  config: string;
  listen: { address: string; tls: boolean; clientCertificates: boolean };
  operations: string;
  /** Absent: there is no codec endpoint. */
  codec?: { address: string; tls: boolean; origins: readonly string[] };
  upstreams: { name: string; addresses: readonly string[]; tls: boolean; apiKey: boolean }[];
  /** One per namespace and place that is served. */
  routes: {
    namespace: string;
    physical: string;
    owner: string;
    environment: string;
    region: string;
    /** Absent: its payloads pass in clear. */
    keyDomain?: string;
  }[];
  identities: { name: string; kind: string; environment: string; region: string }[];
  /** Policy documents that decide who may do what; `null`: the grants of identity sources decide alone. */
  policy: readonly string[] | null;
  /** What is right and may still not be what was meant. */
  notes: string[];
}

export function checkDocument(file: string, loaded: LoadedProxy): CheckDocument {
  const { config, compiled, policy } = loaded;
  const { listen } = config;
  return {
    schemaVersion: 1,
    config: file,
    listen: {
      address: listen.address,
      tls: listen.tls !== undefined,
      clientCertificates: listen.tls?.clientAuthorities !== undefined,
    },
    operations: config.operations.address,
    ...(config.codec === undefined
      ? {}
      : { codec: { address: config.codec.address, tls: config.codec.tls !== undefined, origins: config.codec.origins } }),
    upstreams: compiled.upstreams.map(({ name, addresses, credentials }) => ({
      name,
      addresses,
      tls: credentials.tls !== undefined,
      apiKey: credentials.apiKey !== undefined,
    })),
    routes: compiled.routeList.map(({ logical, physical, owner, environment, region, keyDomain }) => ({
      namespace: logical,
      physical,
      owner,
      environment,
      region,
      ...(keyDomain === undefined ? {} : { keyDomain }),
    })),
    identities: compiled.identity.sources.map(({ name, kind, place }) => ({
      name,
      kind,
      environment: place.environment,
      region: place.region,
    })),
    policy: policy === undefined ? null : policy.files,
    notes: notesOf(loaded),
  };
}

export function checkText(file: string, loaded: LoadedProxy): string {
  const { listen, operations, codec, upstreams, routes, identities, policy, notes } = checkDocument(file, loaded);
  const tls = listen.clientCertificates ? 'TLS, client certificates' : 'TLS';
  return [
    `${file} is right`,
    '',
    `listens on ${listen.address}, ${listen.tls ? tls : 'in clear'}; operations on ${operations}`,
    ...(codec === undefined
      ? []
      : [`codec      ${codec.address}, ${codec.tls ? 'TLS' : 'in clear'}, for ${codec.origins.join(', ') || 'programs alone'}`]),
    ...upstreams.map(
      ({ name, addresses, tls: isTls, apiKey }) =>
        `upstream   ${name}  ${addresses.join(', ')}, ${isTls ? 'TLS' : 'in clear'}${apiKey ? ', with an API key' : ''}`,
    ),
    ...identities.map(({ name, kind, environment, region }) => `identities ${name}  ${kind}, in ${environment}/${region}`),
    ...routes.map(
      ({ namespace, physical, owner, environment, region, keyDomain }) =>
        `namespace  ${namespace}  ${environment}/${region} -> ${physical}, ${keyDomain === undefined ? 'in clear' : `sealed with ${keyDomain}`}, ${owner}`,
    ),
    ...(policy ?? []).map((document) => `policy     ${document}`),
    ...notes.map((note) => `note       ${note}`),
  ].join('\n');
}

function notesOf({ config, compiled }: Pick<LoadedProxy, 'config' | 'compiled'>): string[] {
  const served = new Set(compiled.routeList.map(({ logical }) => logical));
  return [
    ...(config.development ? ['spec.development is set: callers may come with what proves little'] : []),
    ...(config.access === undefined
      ? ['grants decide alone: whoever is let near a namespace may do there all that is not the platform’s; spec.access names a policy']
      : []),
    ...(config.listen.tls === undefined
      ? ['callers send their credentials in clear; set spec.listen.tls unless something before this proxy ends TLS']
      : []),
    ...config.namespaces
      .filter(({ name }) => !served.has(name))
      .map(({ name }) => `${name} is served nowhere: none of its places has an upstream here`),
    ...config.namespaces.filter(({ encryption }) => encryption === 'off').map(({ name }) => `payloads of ${name} pass in clear`),
  ];
}
