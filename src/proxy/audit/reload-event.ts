import { randomUUID } from 'node:crypto';
import type { AuditedReload } from './audit.ts';
import { cleanText } from './clean-text.ts';
import type { AuditEvent } from './event.ts';

/** Who may do what is another from here on, or would be if what somebody wrote were right. */
export function reloadEvent({ before, after }: AuditedReload, now: number): AuditEvent {
  const event: AuditEvent = {
    kind: 'audit',
    schemaVersion: 1,
    id: randomUUID(),
    time: new Date(now).toISOString(),
    decision: 'allowed',
    rights: ['platform'],
    method: 'ReloadConfig',
    caller: { peer: 'local' },
    status: 'OK',
  };
  if (!('refused' in after)) return { ...event, config: { before: before.sha256, after: after.sha256, documents: after.documents } };
  const { refused, detail } = after;
  const config = { before: before.sha256, documents: before.documents };
  return { ...event, decision: 'denied', status: 'INVALID_ARGUMENT', reason: refused, detail: cleanText(detail), config };
}
