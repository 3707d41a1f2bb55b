import { z } from 'zod';
import { proxyDocument } from '../../src/proxy/routing/config.ts';

interface Schema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  pattern?: string;
}

interface Field {
  path: string;
  isNeeded: boolean;
  schema: Schema;
}

const generated = '<!-- Made by `npm run reference`; a test fails when it is stale. -->';

/** What stands in `docs/reference/proxy-config.md`; a test reads it as a config. */
export const proxyExample = `# yaml-language-server: $schema=schemas/proxy.schema.json
apiVersion: managed-temporal.dev/v1
kind: Proxy
metadata: { name: proxy }
spec:
  platform: ./temporal-platform.yaml
  listen:
    address: 0.0.0.0:7233
    tls: { certificate: tls/tls.crt, key: tls/tls.key, clientAuthorities: tls/clients.crt }
  operations: { address: 0.0.0.0:9090 }
  identities:
    - kind: kubernetes
      name: workers
      issuer: https://kubernetes.eu-1.example.com
      audiences: [temporal-proxy]
      place: { cluster: eu-1, environment: production }
      grants:
        - { serviceAccount: images/image-render, namespaces: [images] }
    - kind: jwt
      name: people
      issuer: https://login.example.com
      audiences: [temporal]
      subjectClaim: email
      place: { environment: production, region: eu }
      grants:
        - { subject: '*@images.example.com', namespaces: [images] }
  upstreams:
    - environment: production
      region: eu
      addresses: [temporal-frontend.temporal.svc:7233]
      tls: { authorities: temporal/ca.crt }
      apiKeyFile: temporal/api-key
  namespaces:
    - { name: images, owner: team-images }
  keys:
    ring: keys/key-ring.yaml
    providers:
      - { name: local, kind: local }
`;

/** `docs/reference/proxy-config.md` */
export function proxyReference(): string {
  const schema = z.toJSONSchema(proxyDocument, { io: 'input' }) as Schema;
  const rows = fieldsOf(schema.properties?.['spec'] ?? {}, '').map(
    ({ path, isNeeded, schema: field }) =>
      `| \`${path}\` | ${isNeeded ? 'yes' : ''} | ${defaultOf(field)} | ${typeOf(field)} | ${cell(field.description ?? '')} |`,
  );
  return [
    '# The config of a proxy',
    generated,
    '',
    '`temporal-platform proxy --config FILE` serves it, `--check` says what it would serve. Paths in it are relative to the file. How it is',
    'reloaded, and what only a restart changes, is in [the proxy](../rooms/proxy.md); how callers prove themselves in',
    '[identify callers](../how-to/identify-callers.md). An editor finds the [JSON Schema](schemas/proxy.schema.json) by the first line.',
    '',
    '```yaml',
    `${proxyExample}\`\`\``,
    '',
    '## Fields of `spec`',
    '',
    'Sizes are bytes. Durations are one number and one unit of `ms`, `s`, `m`, `h` or `d`.',
    '',
    '| field | needed | default | value | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function fieldsOf({ properties = {}, required = [] }: Schema, prefix: string): Field[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    return [{ path, isNeeded: required.includes(name), schema }, ...below(schema, path)];
  });
}

function below(schema: Schema, path: string): Field[] {
  if (schema.properties !== undefined) return fieldsOf(schema, `${path}.`);
  if (schema.items !== undefined) return below(schema.items, `${path}[]`);
  const variants = schema.oneOf ?? [];
  return variants
    .flatMap((variant) => fieldsOf(variant, `${path.replace('[]', '')}[${variant.properties?.['kind']?.const ?? ''}].`))
    .filter(isNew());
}

/** Variants share fields; each is told once. */
function isNew(): (field: Field) => boolean {
  const seen = new Set<string>();
  return ({ path }) => {
    const isFirst = !seen.has(path);
    seen.add(path);
    return isFirst;
  };
}

function typeOf({ type, enum: values, const: constant, items, oneOf, anyOf }: Schema): string {
  if (constant !== undefined) return `\`${constant}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (items !== undefined) return `list of ${typeOf(items)}`;
  if (type !== undefined) return String(type);
  return (oneOf ?? anyOf) === undefined ? '' : 'object';
}

function defaultOf({ default: value }: Schema): string {
  return value === undefined || JSON.stringify(value) === '{}' ? '' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
