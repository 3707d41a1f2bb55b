import * as temporal from '@temporalio/client';
import type { Argument, Received, Sent, WorkflowContract } from '../contracts/src/define.ts';
import { sending } from './client/payload.ts';
import { runOf, updateOutput, updatesOf, type Run, type UpdateOptions } from './client/run.ts';
import { createSchedule, type ScheduleInput } from './client/schedule.ts';
import { workflowOptions, type StartOptions } from './client/start-options.ts';
import { connectionOptions, namespaceOf, tokenFileOf, type Environment } from './connection.ts';
import { signalsOf, type Signals } from './signals.ts';

/** Signals and updates that start the workflow first when it is not running. */
export interface WithStart<Contract extends WorkflowContract> {
  readonly signal: Signals<Contract, Run<Contract>>;
  readonly update: {
    readonly [Name in keyof Contract['updates']]: (
      ...args: [...input: Argument<Contract['updates'][Name]['input']>, options?: UpdateOptions]
    ) => Promise<{ run: Run<Contract>; output: Received<Contract['updates'][Name]['output']> }>;
  };
}

/** Starts workflows and talks to them, from contracts alone. Everything sent is checked before it leaves. */
export class Client {
  /** All of the official SDK. */
  readonly temporal: temporal.Client;
  readonly #others = new Map<string, temporal.Client>();

  constructor(official: temporal.Client) {
    this.temporal = official;
  }

  /** Resolves when the run has been accepted. */
  async start<Contract extends WorkflowContract>(
    contract: Contract,
    input: Sent<Contract['input']>,
    options: StartOptions<Contract>,
  ): Promise<Run<Contract>> {
    sending(`${contract.name} input`, contract.input, input);
    const started = { ...workflowOptions(contract, options), args: [input] };
    return runOf(contract, await this.#workflows(contract).start(contract.name, started));
  }

  /** Starts it and waits for its result. */
  async execute<Contract extends WorkflowContract>(
    contract: Contract,
    input: Sent<Contract['input']>,
    options: StartOptions<Contract>,
  ): Promise<Received<Contract['output']>> {
    const run = await this.start(contract, input, options);
    return run.result();
  }

  /** A run that was started elsewhere. Nothing is sent until it is used. */
  get<Contract extends WorkflowContract>(contract: Contract, id: string, runId?: string): Run<Contract> {
    return runOf(contract, this.#workflows(contract).getHandle(id, runId));
  }

  /** `client.withStart(contract, input, { id }).update.name(…)`: the run is there when the message arrives. */
  withStart<Contract extends WorkflowContract>(
    contract: Contract,
    input: Sent<Contract['input']>,
    options: StartOptions<Contract>,
  ): WithStart<Contract> {
    const workflows = this.#workflows(contract);
    const startOptions = () => {
      sending(`${contract.name} input`, contract.input, input);
      const { requestEagerStart, ...given } = workflowOptions(contract, options);
      return { workflowIdConflictPolicy: 'USE_EXISTING' as const, ...given, args: [input] };
    };
    const signal = signalsOf(contract, {
      check: sending,
      deliver: async (name, payload) => {
        const both = { ...startOptions(), signal: name, signalArgs: [payload] };
        return runOf(contract, await workflows.signalWithStart(contract.name, both));
      },
    });
    const deliver = async (name: string, payload: unknown, update: UpdateOptions) => {
      const startWorkflowOperation = new temporal.WithStartWorkflowOperation(contract.name, startOptions());
      const sent = { ...update, args: [payload], startWorkflowOperation };
      const answer: unknown = await workflows.executeUpdateWithStart(name, sent);
      const run = runOf(contract, await startWorkflowOperation.workflowHandle());
      return { run, output: updateOutput(contract, name, answer) };
    };
    return { signal, update: updatesOf(contract, deliver) as WithStart<Contract>['update'] };
  }

  /** Creates a schedule; its handle changes, pauses, triggers and deletes it. */
  async schedule<Contract extends WorkflowContract>(
    contract: Contract,
    schedule: ScheduleInput<Contract>,
  ): Promise<temporal.ScheduleHandle> {
    return createSchedule(this.#official(contract), contract, schedule);
  }

  async close(): Promise<void> {
    await this.temporal.connection.close();
  }

  #workflows(contract: WorkflowContract): temporal.WorkflowClient {
    return this.#official(contract).workflow;
  }

  /** One official client per namespace; they share the connection. */
  #official({ namespace }: WorkflowContract): temporal.Client {
    if (namespace === undefined || namespace === this.temporal.options.namespace) return this.temporal;
    const known = this.#others.get(namespace);
    if (known !== undefined) return known;
    const { connection, options } = this.temporal;
    const other = new temporal.Client({ ...options, connection, namespace });
    this.#others.set(namespace, other);
    return other;
  }
}

export interface ConnectOptions {
  /** Logical namespace. Default: `TEMPORAL_NAMESPACE`. */
  namespace?: string;
  environment?: Environment;
  /** Any option of the official client. */
  temporal?: temporal.ClientOptions;
}

/**
 * A client by the environment: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_TLS`, `TEMPORAL_TLS_CA_FILE`, and one of
 * `TEMPORAL_API_KEY` and `TEMPORAL_TOKEN_FILE`, whose token is read again as it is renewed.
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const { environment = process.env } = options;
  const token = tokenFileOf(environment);
  const target = connectionOptions(environment, token?.last);
  const connection = await temporal.Connection.connect({
    ...target,
    ...(token === undefined ? {} : { apiKey: () => token.current((problem) => process.emitWarning(problem)) }),
  });
  const namespace = options.namespace ?? namespaceOf(environment) ?? 'default';
  return new Client(new temporal.Client({ connection, namespace, ...options.temporal }));
}
