import { roughSquareRoot, type Kept } from './distinguishing-lines.ts';

export interface Comparison {
  first: Kept;
  second: Kept;
  /** Set to 1 at the place of each line that the other side lacks. */
  a: Uint8Array;
  b: Uint8Array;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where two halves of a comparison meet. */
interface Meeting {
  x: number;
  y: number;
  isFirstHalfExact: boolean;
  isSecondHalfExact: boolean;
}

/** Up to this many edits the shortest way is found; past it, a good one, so that time stays near linear. */
const exactEdits = 256;
const beyond = 0x7fff_ffff;

/** Myers' divide and conquer (E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986, section 4b). */
export function markDifferences(comparison: Comparison): void {
  const { first, second } = comparison;
  new ShortestEdit(comparison).mark({ left: 0, right: first.lines.length, top: 0, bottom: second.lines.length }, false);
}

/** Holds the two frontiers, which every level of the recursion writes over. */
class ShortestEdit {
  readonly #comparison: Comparison;
  readonly #forward: Int32Array;
  readonly #backward: Int32Array;
  /** Diagonals are numbered from below zero. */
  readonly #shift: number;
  readonly #patience: number;
  /** Lowest and highest diagonal that each frontier has reached. */
  #low = 0;
  #high = 0;
  #backLow = 0;
  #backHigh = 0;

  constructor(comparison: Comparison) {
    const { first, second } = comparison;
    const diagonals = first.lines.length + second.lines.length + 3;
    this.#comparison = comparison;
    this.#shift = second.lines.length + 1;
    this.#forward = new Int32Array(diagonals + 1);
    this.#backward = new Int32Array(diagonals + 1);
    this.#patience = Math.max(roughSquareRoot(diagonals), exactEdits);
  }

  mark(whole: Box, isExact: boolean): void {
    const { first, second, a, b } = this.#comparison;
    const { left, right, top, bottom } = this.#trim(whole);
    if (left === right) {
      for (let y = top; y < bottom; y += 1) b[second.places[y]!] = 1;
    } else if (top === bottom) {
      for (let x = left; x < right; x += 1) a[first.places[x]!] = 1;
    } else {
      const { x, y, isFirstHalfExact, isSecondHalfExact } = this.#meet({ left, right, top, bottom }, isExact);
      this.mark({ left, right: x, top, bottom: y }, isFirstHalfExact);
      this.mark({ left: x, right, top: y, bottom }, isSecondHalfExact);
    }
  }

  #trim({ left, right, top, bottom }: Box): Box {
    const [a, b] = [this.#comparison.first.lines, this.#comparison.second.lines];
    while (left < right && top < bottom && a[left] === b[top]) {
      left += 1;
      top += 1;
    }
    while (left < right && top < bottom && a[right - 1] === b[bottom - 1]) {
      right -= 1;
      bottom -= 1;
    }
    return { left, right, top, bottom };
  }

  #meet(box: Box, isExact: boolean): Meeting {
    const start = box.left - box.top;
    const end = box.right - box.bottom;
    const isOdd = ((start - end) & 1) !== 0;
    [this.#low, this.#high, this.#backLow, this.#backHigh] = [start, start, end, end];
    this.#forward[start + this.#shift] = box.left;
    this.#backward[end + this.#shift] = box.right;
    for (let edits = 1; ; edits += 1) {
      const meeting = this.#stepForward(box, isOdd) ?? this.#stepBackward(box, !isOdd);
      if (meeting !== undefined) return meeting;
      if (!isExact && edits >= this.#patience) return this.#furthest(box);
    }
  }

  #stepForward(box: Box, mayMeet: boolean): Meeting | undefined {
    const [forward, backward, shift] = [this.#forward, this.#backward, this.#shift];
    if (this.#low > box.left - box.bottom) forward[--this.#low - 1 + shift] = -1;
    else this.#low += 1;
    if (this.#high < box.right - box.top) forward[++this.#high + 1 + shift] = -1;
    else this.#high -= 1;
    for (let diagonal = this.#high; diagonal >= this.#low; diagonal -= 2) {
      const at = diagonal + shift;
      const x = this.#followForward(Math.max(forward[at - 1]! + 1, forward[at + 1]!), diagonal, box);
      forward[at] = x;
      if (mayMeet && this.#backLow <= diagonal && diagonal <= this.#backHigh && backward[at]! <= x) return exactMeeting(x, diagonal);
    }
    return undefined;
  }

  #stepBackward(box: Box, mayMeet: boolean): Meeting | undefined {
    const [forward, backward, shift] = [this.#forward, this.#backward, this.#shift];
    if (this.#backLow > box.left - box.bottom) backward[--this.#backLow - 1 + shift] = beyond;
    else this.#backLow += 1;
    if (this.#backHigh < box.right - box.top) backward[++this.#backHigh + 1 + shift] = beyond;
    else this.#backHigh -= 1;
    for (let diagonal = this.#backHigh; diagonal >= this.#backLow; diagonal -= 2) {
      const at = diagonal + shift;
      const x = this.#followBackward(Math.min(backward[at - 1]!, backward[at + 1]! - 1), diagonal, box);
      backward[at] = x;
      if (mayMeet && this.#low <= diagonal && diagonal <= this.#high && x <= forward[at]!) return exactMeeting(x, diagonal);
    }
    return undefined;
  }

  #followForward(from: number, diagonal: number, { right, bottom }: Box): number {
    const [a, b] = [this.#comparison.first.lines, this.#comparison.second.lines];
    let x = from;
    while (x < right && x - diagonal < bottom && a[x] === b[x - diagonal]) x += 1;
    return x;
  }

  #followBackward(from: number, diagonal: number, { left, top }: Box): number {
    const [a, b] = [this.#comparison.first.lines, this.#comparison.second.lines];
    let x = from;
    while (x > left && x - diagonal > top && a[x - 1] === b[x - 1 - diagonal]) x -= 1;
    return x;
  }

  /** Patience is at its end: cut where either frontier has come furthest. */
  #furthest({ left, right, top, bottom }: Box): Meeting {
    let [best, bestX, backBest, backX] = [-1, -1, beyond, beyond];
    for (let diagonal = this.#high; diagonal >= this.#low; diagonal -= 2) {
      const x = Math.min(this.#forward[diagonal + this.#shift]!, right, bottom + diagonal);
      if (x + x - diagonal > best) [best, bestX] = [x + x - diagonal, x];
    }
    for (let diagonal = this.#backHigh; diagonal >= this.#backLow; diagonal -= 2) {
      const x = Math.max(this.#backward[diagonal + this.#shift]!, left, top + diagonal);
      if (x + x - diagonal < backBest) [backBest, backX] = [x + x - diagonal, x];
    }
    const isForwardFurther = right + bottom - backBest < best - (left + top);
    return isForwardFurther
      ? { x: bestX, y: best - bestX, isFirstHalfExact: true, isSecondHalfExact: false }
      : { x: backX, y: backBest - backX, isFirstHalfExact: false, isSecondHalfExact: true };
  }
}

function exactMeeting(x: number, diagonal: number): Meeting {
  return { x, y: x - diagonal, isFirstHalfExact: true, isSecondHalfExact: true };
}
