import { grpcStatus, reject, type Rejection } from '../../rejection.ts';
import { readMessages } from '../../wire/top-level.ts';
import { numbersAt, textAt } from './places.ts';

/** Field numbers of temporal.api: GetWorkflowExecutionHistoryResponse, History, DataBlob, HistoryEvent and its first attributes. */
const [history, rawHistory, events, blobData, eventId, startedType] = [1, 2, 1, 2, 1, [6, 1, 1]];

export const foreignHistory = reject(grpcStatus.permissionDenied, 'foreign-history', {
  message: 'The history that Temporal has answered with is not that of the workflow which was asked for.',
});

/**
 * Looks at a history before it is relayed: where its first event is on the page, it has to be of the type that the run is of. Of the other
 * pages the server sees to it that their token is of the run that the request names.
 */
export function checkHistory(workflowType: string): (answer: Buffer) => Buffer | Rejection {
  return (answer) => {
    const started = firstEventIn(answer);
    return started === undefined || textAt(started, startedType) === workflowType ? answer : foreignHistory;
  };
}

/** The first event is at the page's beginning, or at its end when pages go backwards. */
function firstEventIn(answer: Buffer): Buffer | undefined {
  const page = [...readMessages(answer, history), ...readMessages(answer, rawHistory).flatMap((blob) => readMessages(blob, blobData))];
  const ends = page.map((part) => readMessages(part, events)).flatMap((all) => [all.at(0), all.at(-1)]);
  return ends.find((event) => event !== undefined && numbersAt(event, eventId).at(-1) === 1);
}
