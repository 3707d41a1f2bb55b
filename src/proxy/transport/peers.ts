import { lookup } from 'node:dns/promises';

/** One address a frontend listens on. `host` is the name from the config that led to it: SNI and `:authority` are made from it. */
export interface UpstreamPeer {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

export type Resolve = (host: string) => Promise<readonly string[]>;

/** By the system's resolver, so that `/etc/hosts` and a cluster's search domains count. */
export const resolveBySystem: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Every peer behind `host:port` texts, each once. A name that does not resolve brings none; `failed` says which. */
export async function findPeers(addresses: readonly string[], resolve: Resolve): Promise<{ peers: UpstreamPeer[]; failed: Error[] }> {
  const failed: Error[] = [];
  const found = await Promise.all(
    addresses.map(async (text) => {
      const { host, port } = splitAddress(text);
      try {
        return (await resolve(host)).map((address) => ({ host, address, port }));
      } catch (error) {
        failed.push(error as Error);
        return [];
      }
    }),
  );
  const unique = new Map(found.flat().map((peer) => [`${peer.address}|${peer.port}`, peer]));
  return { peers: [...unique.values()], failed };
}

/** `host:port` or `[::1]:port`. */
function splitAddress(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}
