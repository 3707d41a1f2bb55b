import { delivered, type Delivery } from './delivery.ts';

/** Lines beside those of the log, several at a time. As with the log, whoever reads them and stops stops the proxy. */
export function stdoutDelivery(write: (text: string) => void): Delivery {
  return {
    name: 'stdout',
    batch: { lines: 100, characters: 64 * 1_024 },
    gather: 0,
    longestPause: 1_000,
    async deliver(lines) {
      write(lines.map(({ text }) => text).join(''));
      return await Promise.resolve(delivered(lines.length));
    },
    close: async () => await Promise.resolve(),
  };
}
