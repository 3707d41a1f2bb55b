/** What a call does, for whoever decides who may make it. */
export const actions = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'work', 'deploy', 'administer', 'platform'] as const;
export type AccessAction = (typeof actions)[number];

/** Reading in clear: what users have put into payloads, what failures say, and summaries and details of workflows. */
export const decodeRights = ['decode:data', 'decode:failure', 'decode:metadata'] as const;
export type DecodeRight = (typeof decodeRights)[number];

export type Right = AccessAction | DecodeRight;
export const rights: readonly Right[] = [...actions, ...decodeRights];

/** A set of rights as bits of one number, so that a call is decided by one comparison. */
export type RightBits = number;
export const rightBit: Readonly<Record<Right, RightBits>> = Object.fromEntries(rights.map((right, index) => [right, 1 << index])) as Record<
  Right,
  RightBits
>;
export const decodeBits: RightBits = decodeRights.reduce((bits, right) => bits | rightBit[right], 0);

/** A worker reads what it works on: `work` takes all of decode with it, and for every type. */
export function decodeTakenBy(bits: RightBits): RightBits {
  return (bits & rightBit.work) === 0 ? 0 : decodeBits;
}

/** In documents `decode` stands for all three. */
export const writtenRights = [...actions, 'decode', ...decodeRights] as const;
export type WrittenRight = (typeof writtenRights)[number];

export function bitsOf(written: readonly WrittenRight[]): RightBits {
  return written.reduce((bits, right) => bits | (right === 'decode' ? decodeBits : rightBit[right]), 0);
}

/** The rights in a set, in the order of `rights`. */
export function rightsIn(bits: RightBits): Right[] {
  return rights.filter((right) => (bits & rightBit[right]) !== 0);
}
