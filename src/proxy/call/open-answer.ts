import { grpcStatus, type Rejection } from '../rejection.ts';
import type { UnaryResponse, UpstreamResponse } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';
import { openResponse, openStatusDetails, openText } from '../wire/open-response.ts';
import type { RewriteCounts } from '../wire/rewriting.ts';
import { unopenedResponse } from './answers.ts';
import type { Contexts } from './contexts.ts';
import { rewriteWithKeys, type Bug, type NoKeys, type Refused } from './rewrite-with-keys.ts';

export type OpenedAnswer =
  | { readonly kind: 'answer'; readonly response: UnaryResponse; readonly counts: RewriteCounts | undefined }
  /** A message that cannot be opened; it may hold tasks that somebody has to give back. */
  | { readonly kind: 'unopened'; readonly rejection: Rejection; readonly message: Buffer; readonly lacksKeys: boolean };

export interface OpenInput {
  readonly method: Method;
  readonly contexts: Contexts;
  readonly answer: UpstreamResponse;
}

/** Turns what Temporal has answered into what the caller gets: payloads opened, names logical, in errors as in messages. */
export function openAnswer({ method, contexts, answer }: OpenInput, done: (opened: OpenedAnswer) => void): void {
  const { message, headers, trailers } = answer;
  if (answer.status !== grpcStatus.ok || message === undefined) return openError(answer, contexts, done);
  rewriteWithKeys(
    () => openResponse(message, method.response, contexts.open),
    contexts.keys,
    (outcome) => {
      if (outcome.kind === 'rewritten') {
        return done({
          kind: 'answer',
          response: { headers, trailers, message: outcome.bytes, status: grpcStatus.ok },
          counts: outcome.counts,
        });
      }
      done({ kind: 'unopened', rejection: rejectionOf(outcome), message, lacksKeys: outcome.kind === 'no-keys' });
    },
  );
}

function rejectionOf(outcome: Refused | NoKeys | Bug): Rejection {
  if (outcome.kind === 'bug') return outcome.rejection;
  if (outcome.kind === 'refused') return unopenedResponse(outcome.reason, `${outcome.place}: ${outcome.detail}`);
  return unopenedResponse(`keys-${outcome.problem.kind}`, outcome.problem.detail);
}

const detailsHeader = 'grpc-status-details-bin';

function openError(answer: UpstreamResponse, contexts: Contexts, done: (opened: OpenedAnswer) => void): void {
  const details = answer.trailers[detailsHeader];
  if (typeof details !== 'string') return openErrorText(answer, contexts, done);
  rewriteWithKeys(
    () => openStatusDetails(Buffer.from(details, 'base64'), contexts.open),
    contexts.keys,
    (outcome) => {
      const { [detailsHeader]: _, ...others } = answer.trailers;
      // The status matters more than its details: those that cannot be opened are left out.
      const trailers = outcome.kind === 'rewritten' ? { ...others, [detailsHeader]: outcome.bytes.toString('base64') } : others;
      openErrorText({ ...answer, trailers }, contexts, done);
    },
  );
}

const unreadable = 'The text of this error cannot be opened here.';

function openErrorText(
  { status, statusMessage, headers, trailers }: UpstreamResponse,
  contexts: Contexts,
  done: (opened: OpenedAnswer) => void,
): void {
  if (statusMessage === undefined) return done({ kind: 'answer', response: { headers, trailers, status }, counts: undefined });
  rewriteWithKeys(
    () => openText(statusMessage, contexts.open),
    contexts.keys,
    (outcome) => {
      const text = outcome.kind === 'rewritten' ? outcome.text : unreadable;
      done({ kind: 'answer', response: { headers, trailers, status, statusMessage: text }, counts: undefined });
    },
  );
}
