import { nonceBytes } from './data-key.ts';

const perBlock = 1024;

/**
 * Random 96-bit nonces, drawn from the system by the block. Two of 2^30 payloads under one data key get the same nonce
 * with a probability below 2^-37; NIST SP 800-38D (8.3) allows 2^32 payloads and 2^-32.
 */
export function nonceSource(fill: (block: Buffer) => void): () => Buffer {
  const block = Buffer.allocUnsafeSlow(perBlock * nonceBytes);
  const nonces = Array.from({ length: perBlock }, (_, index) => block.subarray(index * nonceBytes, (index + 1) * nonceBytes));
  let next = perBlock;
  return () => {
    if (next === perBlock) {
      fill(block);
      next = 0;
    }
    const nonce = nonces[next] ?? Buffer.alloc(0);
    next += 1;
    return nonce;
  };
}
