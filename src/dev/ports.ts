/** What a person asked for; a port they named is theirs or an error, a default one may move. */
export interface WantedPorts {
  port: number | undefined;
  uiPort: number | undefined;
}

export interface ChosenPorts {
  port: number;
  uiPort: number;
  /** A sentence per default port that was taken. */
  moved: string[];
}

export const defaultPorts = { port: 7233, uiPort: 8233 };

type NextFreePort = (start: number, taken: readonly number[]) => Promise<number | undefined>;

export async function choosePorts(wanted: WantedPorts, nextFreePort: NextFreePort): Promise<ChosenPorts> {
  const port = wanted.port ?? (await nextFreePort(defaultPorts.port, [wanted.uiPort ?? 0])) ?? defaultPorts.port;
  const uiPort = wanted.uiPort ?? (await nextFreePort(defaultPorts.uiPort, [port])) ?? defaultPorts.uiPort;
  const moved = [
    ...(wanted.port === undefined && port !== defaultPorts.port ? [`port ${defaultPorts.port} is taken; Temporal is on ${port}`] : []),
    ...(wanted.uiPort === undefined && uiPort !== defaultPorts.uiPort
      ? [`port ${defaultPorts.uiPort} is taken; the UI is on ${uiPort}`]
      : []),
  ];
  return { port, uiPort, moved };
}
