import * as z from 'zod';

const hostAndPort = z
  .string()
  .regex(/^(?:\[[0-9a-fA-F:.]+\]|[^\s:/[\]]+):\d{1,5}$/, { error: 'write host:port, such as 127.0.0.1:7233', abort: true });

/** `host:port` or `[::1]:port` */
export const listenAddress = hostAndPort.refine(
  (text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535,
  'a port is at most 65535',
);
