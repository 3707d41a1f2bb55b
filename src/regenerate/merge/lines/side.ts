/** One side of a comparison: its lines as numbers, equal lines having equal numbers, and which of them differ. */
export interface Side {
  lines: Int32Array;
  /** 1 where the other side does not have the line. */
  changed: Uint8Array;
}
