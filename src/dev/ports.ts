/** What a person asked for; a port they named is theirs or an error, a default one may move. */
export interface WantedPorts {
  port: number | undefined;
  uiPort: number | undefined;
}

export interface ChosenPorts {
  /** What everybody connects to: the proxy, or Temporal when there is none. */
  port: number;
  uiPort: number;
  /** Temporal's own, behind the proxy. */
  temporalPort: number;
  /** Where the proxy says how it is. */
  operationsPort: number;
  /** A sentence per default port that was taken. */
  moved: string[];
}

export const defaultPorts = { port: 7233, uiPort: 8233 };

/** Nobody types these, so that they move without a word. */
const innerPorts = { temporal: 7234, operations: 9233 };

type NextFreePort = (start: number, taken: readonly number[]) => Promise<number | undefined>;

export interface PortChoice {
  wanted: WantedPorts;
  hasProxy: boolean;
  nextFreePort: NextFreePort;
}

export async function choosePorts({ wanted, hasProxy, nextFreePort }: PortChoice): Promise<ChosenPorts> {
  const free = async (start: number, taken: number[]) => (await nextFreePort(start, taken)) ?? start;
  const port = wanted.port ?? (await free(defaultPorts.port, [wanted.uiPort ?? 0]));
  const uiPort = wanted.uiPort ?? (await free(defaultPorts.uiPort, [port]));
  const temporalPort = hasProxy ? await free(innerPorts.temporal, [port, uiPort]) : port;
  const operationsPort = hasProxy ? await free(innerPorts.operations, [port, uiPort, temporalPort]) : 0;
  const moved = [
    ...movedTo(hasProxy ? 'the proxy' : 'Temporal', { wanted: wanted.port, usual: defaultPorts.port, chosen: port }),
    ...movedTo('the UI', { wanted: wanted.uiPort, usual: defaultPorts.uiPort, chosen: uiPort }),
  ];
  return { port, uiPort, temporalPort, operationsPort, moved };
}

interface Choice {
  wanted: number | undefined;
  usual: number;
  chosen: number;
}

function movedTo(what: string, { wanted, usual, chosen }: Choice): string[] {
  return wanted !== undefined || chosen === usual ? [] : [`port ${usual} is taken; ${what} is on ${chosen}`];
}
