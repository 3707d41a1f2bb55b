import { methodLines } from './table.generated.ts';
import { knownTable, type MessageTable } from './table.ts';

export type Action =
  | 'local'
  | 'read'
  | 'query'
  | 'start'
  | 'signal'
  | 'terminate'
  | 'operate'
  | 'work'
  | 'deploy'
  | 'administer'
  | 'platform';
export type TaskKind = 'workflow' | 'activity' | 'nexus';

/** A field of a response that holds a task, which is lost when nobody answers it. */
export interface TaskField {
  readonly number: number;
  readonly kind: TaskKind;
  readonly isRepeated: boolean;
}

/**
 * Which workflow types a call is about, as far as it says so itself. `request`: its request names the type; `execution`, `history`,
 * `schedule`: it names one of these; `schedules`: its answer's entries each name a type; `query`, `filter`, `batch`: it is about many; `namespace`: nothing of a workflow is in it;
 * `none`: it cannot be said, or it is about all.
 */
export type ScopeKind =
  | 'request'
  | 'execution'
  | 'history'
  | 'schedule'
  | 'schedules'
  | 'query'
  | 'filter'
  | 'batch'
  | 'namespace'
  | 'none';

/** Field numbers on the way to a text of a request, `[3, 1]`. */
export type TextPath = readonly number[];

/** Where a request says what it is about. */
export interface Scope {
  readonly kind: ScopeKind;
  /** Of a workflow type: the one that is started, or that a schedule will start. */
  readonly type: TextPath | undefined;
  /** Of a workflow's id. */
  readonly workflow: TextPath | undefined;
  readonly run: TextPath | undefined;
  readonly schedule: TextPath | undefined;
  readonly query: TextPath | undefined;
}

/** What the proxy has to know of a method before it reads the call's message. */
export interface Method {
  /** `/temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution` */
  readonly path: string;
  /** `StartWorkflowExecution` */
  readonly name: string;
  readonly service: 'WorkflowService' | 'OperatorService' | 'CodecEndpoint';
  /** All of them are needed; of `work` and `operate` together either is enough. */
  readonly actions: readonly Action[];
  readonly request: MessageTable;
  readonly response: MessageTable;
  /** Number of the request's namespace field; absent: the call is for no namespace. */
  readonly namespaceField: number | undefined;
  /** Number of the request's task token, which names a namespace of its own to the server. */
  readonly taskTokenField: number | undefined;
  /** Set on a poll for tasks: the response itself is one, or empty. */
  readonly poll: TaskKind | undefined;
  /** Tasks that come in the response of another call: eager ones. */
  readonly tasks: readonly TaskField[];
  /**
   * Whether the server may hold the call until something happens: never, always, or when the request has this field.
   * Such calls are left out of latencies.
   */
  readonly waits: 'never' | 'always' | number;
  readonly scope: Scope;
}

/** Every method of WorkflowService and OperatorService, by path. */
export const methods: ReadonlyMap<string, Method> = new Map(
  methodLines
    .trim()
    .split('\n')
    .map((line) => readMethod(line.split(' ')))
    .map((method) => [method.path, method]),
);

/** A line is `SERVICE/METHOD ACTION[+ACTION] REQUEST RESPONSE`, then what is special about it. */
function readMethod([id = '', actions = '', request = '', response = '', ...more]: readonly string[]): Method {
  const [service = '', name = ''] = id.split('/');
  const facts = more.map((word): [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']);
  const fact = (key: string): string | undefined => facts.find(([known]) => known === key)?.[1];
  return {
    path: `/temporal.api.${service.toLowerCase()}.v1.${id}`,
    name,
    service: service as Method['service'],
    actions: actions.split('+') as Action[],
    request: knownTable(request),
    response: knownTable(response),
    namespaceField: numberOf(fact('namespace')),
    taskTokenField: numberOf(fact('token')),
    poll: fact('poll') as TaskKind | undefined,
    tasks: facts.filter(([key]) => key === 'task').map(([, value]) => readTask(value)),
    waits: readWaits(fact('waits') ?? (fact('poll') === undefined ? undefined : '')),
    scope: {
      kind: fact('scope') as ScopeKind,
      type: readPath(fact('type')),
      workflow: readPath(fact('workflow')),
      run: readPath(fact('run')),
      schedule: readPath(fact('schedule')),
      query: readPath(fact('query')),
    },
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function readPath(text: string | undefined): TextPath | undefined {
  return text?.split('.').map(Number);
}

function readWaits(text: string | undefined): Method['waits'] {
  if (text === undefined) return 'never';
  return text === '' ? 'always' : Number(text);
}

function readTask(text: string): TaskField {
  const { number, many, kind } = /^(?<number>\d+)(?<many>[*]?)(?<kind>\w+)$/.exec(text)?.groups ?? {};
  return { number: Number(number), kind: kind as TaskKind, isRepeated: many === '*' };
}
