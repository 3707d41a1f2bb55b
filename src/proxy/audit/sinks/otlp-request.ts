import type { AuditEvent } from '../event.ts';
import type { AuditLine } from './delivery.ts';

type AnyValue = { stringValue: string } | { intValue: string } | { arrayValue: { values: AnyValue[] } };
interface KeyValue {
  key: string;
  value: AnyValue;
}

/** Who sends. */
export interface OtlpResource {
  readonly host: string;
}

/** Source: SeverityNumber in opentelemetry/proto/logs/v1/logs.proto. */
const severities = { info: { number: 9, text: 'INFO' }, warn: { number: 13, text: 'WARN' } } as const;

/**
 * The JSON of an ExportLogsServiceRequest: a record for each event, whose body is the event's own line.
 * Source: "JSON Protobuf Encoding" in docs/specification.md of open-telemetry/opentelemetry-proto: 64-bit numbers as decimal texts,
 * enums as numbers, ids of traces in hexadecimal.
 */
export function otlpRequest(lines: readonly AuditLine[], { host }: OtlpResource): string {
  return JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: texts({ 'service.name': 'temporal-proxy', 'host.name': host }) },
        scopeLogs: [{ scope: { name: 'temporal-platform.audit', version: '1' }, logRecords: lines.map(record) }],
      },
    ],
  });
}

function record({ event, text }: AuditLine) {
  const time = `${Date.parse(event.time)}000000`;
  const severity = event.decision === 'allowed' && event.breakGlass === undefined ? severities.info : severities.warn;
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: severity.number,
    severityText: severity.text,
    eventName: 'temporal_proxy.audit',
    body: { stringValue: text.trimEnd() },
    attributes: attributesOf(event),
    ...(event.trace === undefined ? {} : event.trace),
  };
}

/** What logs are searched by; the body has everything. */
function attributesOf({ id, decision, reason, method, namespace, caller, rights, breakGlass, repeats }: AuditEvent): KeyValue[] {
  return [
    ...texts({
      'audit.id': id,
      'audit.decision': decision,
      'audit.reason': reason,
      'audit.break_glass': breakGlass?.name,
      'rpc.system': 'grpc',
      'rpc.method': method,
      'temporal.namespace': namespace,
      'enduser.id': caller.subject,
    }),
    { key: 'audit.rights', value: { arrayValue: { values: rights.map((right) => ({ stringValue: right })) } } },
    ...(repeats === undefined ? [] : [{ key: 'audit.repeats', value: { intValue: `${repeats}` } }]),
  ];
}

function texts(named: Readonly<Record<string, string | undefined>>): KeyValue[] {
  return Object.entries(named).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: { stringValue: value } }]));
}
