import type { DestinationStream } from 'pino';
import type { OpenAppendFile } from '../../adapters/append-file.ts';
import type { Files } from '../../adapters/files.ts';
import type { HttpGet } from '../../adapters/http-get.ts';
import type { ServeEndpoint } from '../../adapters/http-endpoint.ts';
import type { MakeHttpPoster } from '../../adapters/http-post.ts';
import type { ServeHttp } from '../../adapters/http-server.ts';
import type { RedisInput, RedisScripts } from '../../adapters/redis.ts';
import type { PrivateFiles } from '../../adapters/private-files.ts';
import type { WatchInput } from '../../adapters/watch-files.ts';

/** What a proxy reaches beside its callers and Temporal. */
export interface ProxyOutside {
  readonly files: Pick<Files, 'read' | 'readText' | 'isWritable' | 'kindOf' | 'walk' | 'realTarget'> & Pick<PrivateFiles, 'readPrivate'>;
  readonly watch: (input: WatchInput) => Promise<void>;
  readonly serveHttp: ServeHttp;
  readonly serveEndpoint: ServeEndpoint;
  readonly fetch: HttpGet;
  /** Connects when it is used for the first time. */
  readonly redis: (input: RedisInput) => RedisScripts;
  /** What the sinks of audit reach. */
  readonly audit: {
    readonly openAppend: OpenAppendFile;
    readonly httpPoster: MakeHttpPoster;
    /** Name of this machine. */
    readonly host: string;
    /** Milliseconds that a sink may fail before calls are refused, where the config has them refused; the usual ones when absent. */
    readonly patience?: number;
  };
  /** Takes JSON lines. */
  readonly logs: DestinationStream;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Milliseconds. */
export interface ProxyTimes {
  /** After it has said that it is not ready, until it says GOAWAY: what routes to it has to hear of it. */
  readonly unready: number;
  /** For running calls, once it has said GOAWAY. */
  readonly grace: number;
  /** For running calls, once their config has been replaced: a long poll takes 70 s at most. */
  readonly replaced: number;
  /** Between two looks at upstreams and keys. */
  readonly probe: number;
  /** Before a config that was refused is tried again, in case what it names has come. */
  readonly retry: number;
}

export const usualTimes: ProxyTimes = { unready: 5_000, grace: 90_000, replaced: 80_000, probe: 5_000, retry: 15_000 };

/** With `development`, on one machine: nothing routes to it that would have to hear that it leaves, and a person waits for its end. */
export const developmentTimes: Partial<ProxyTimes> = { unready: 0, grace: 2_000 };
