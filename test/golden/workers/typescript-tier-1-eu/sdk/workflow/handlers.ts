import { defineQuery, defineSignal, defineUpdate, log, metricMeter, setHandler } from '@temporalio/workflow';
import type { QueryContract, Received, Sent, UpdateContract, WorkflowContract } from '../../contracts/src/define.ts';
import { check, receive, send } from '../payloads.ts';

type UpdateRun<Update extends UpdateContract> = (
  input: Received<Update['input']>,
) => Sent<Update['output']> | Promise<Sent<Update['output']>>;

/** An update that refuses some inputs: `validate` throws to refuse, before anything is written to history. */
export interface ValidatedUpdate<Update extends UpdateContract> {
  validate: (input: Received<Update['input']>) => void;
  run: UpdateRun<Update>;
}

type QueryRun<Query extends QueryContract> = undefined extends Query['input']
  ? () => Sent<Query['output']>
  : (input: Received<Query['input']>) => Sent<Query['output']>;

/** One handler for everything the contract declares; leaving one out does not compile. */
export type Handlers<Contract extends WorkflowContract> = {
  [Name in keyof Contract['signals']]: (input: Received<Contract['signals'][Name]>) => unknown;
} & {
  [Name in keyof Contract['queries']]: QueryRun<Contract['queries'][Name]>;
} & {
  [Name in keyof Contract['updates']]:
    | UpdateRun<Contract['updates'][Name]>
    | ValidatedUpdate<Contract['updates'][Name]>;
};

type AnyHandler = (input: unknown) => unknown;
type AnyUpdate = AnyHandler | { validate: AnyHandler; run: AnyHandler };

export function setHandlers<Contract extends WorkflowContract>(contract: Contract, given: Handlers<Contract>): void {
  const handlers = given as unknown as Record<string, AnyUpdate>;
  const handlerOf = (name: string) => handlers[name] as AnyHandler;
  // Queries first: setting a signal's handler runs it at once for every signal that came before.
  for (const [name, query] of Object.entries(contract.queries)) setQuery(contract, { name, query }, handlerOf(name));
  for (const name of Object.keys(contract.signals)) setSignal(contract, name, handlerOf(name));
  for (const name of Object.keys(contract.updates)) setUpdate(contract, name, handlers[name] as AnyUpdate);
}

function setSignal(contract: WorkflowContract, name: string, handler: AnyHandler): void {
  const schema = contract.signals[name] as WorkflowContract['input'];
  setHandler(defineSignal<[unknown]>(name), (sent) => {
    const checked = check(`${contract.name} signal ${name}`, schema, sent);
    if (checked.valid) return handler(checked.value) as void;
    // Whoever sent it is not waiting for an answer, and failing the run would punish the wrong one.
    log.warn('signal dropped', { signal: name, problem: checked.problem });
    metricMeter.createCounter('managed_signals_dropped').add(1, { signal: name });
  });
}

function setQuery(
  contract: WorkflowContract,
  { name, query }: { name: string; query: QueryContract },
  handler: AnyHandler,
): void {
  const subject = `${contract.name} query ${name}`;
  setHandler(defineQuery<unknown, [unknown]>(name), (sent) => {
    const input: unknown = query.input === undefined ? undefined : receive(`${subject} input`, query.input, sent);
    return send(`${subject} output`, query.output, handler(input));
  });
}

function setUpdate(contract: WorkflowContract, name: string, handler: AnyUpdate): void {
  const { input, output } = contract.updates[name] as UpdateContract;
  const subject = `${contract.name} update ${name}`;
  const parse = (sent: unknown) => receive(`${subject} input`, input, sent);
  const { run, validate } = typeof handler === 'function' ? { run: handler, validate: undefined } : handler;
  async function update(sent: unknown): Promise<unknown> {
    return send(`${subject} output`, output, await run(parse(sent)));
  }
  function validator(sent: unknown): void {
    const parsed = parse(sent);
    validate?.(parsed);
  }
  setHandler(defineUpdate<unknown, [unknown]>(name), update, { validator });
}
