import { ApplicationFailure } from '@temporalio/common';
import { startWorkflow, WorkflowRunOperationHandler } from '@temporalio/nexus';
import { HandlerError, serviceHandler } from 'nexus-rpc';
import { greetings } from './proxy-nexus-service.ts';
import { echo } from './proxy-workflows.ts';

/** At once, by a workflow, and not at all. */
export const greetingsHandler = serviceHandler(greetings, {
  quick: async (_context, text) => await Promise.resolve(`${text} at once`),
  slow: new WorkflowRunOperationHandler<string, string>(
    async (context, text) =>
      await startWorkflow(context, echo, { args: [`${text} later`], workflowId: `nexus-${context.requestId ?? ''}` }),
  ),
  broken: async (_context, text) => {
    throw await Promise.resolve(
      new HandlerError('BAD_REQUEST', `${text} is refused`, {
        cause: ApplicationFailure.create({ message: `${text} below it`, nonRetryable: true }),
      }),
    );
  },
});
