import { rightBit, type RightBits } from '../../domain/access.ts';
import { methods, type Method } from '../wire/methods.ts';

const known: ReadonlyMap<Method, RightBits> = new Map([...methods.values()].map((method) => [method, bitsOf(method)]));

/** The actions of a method as bits: both of two where either is enough; none of a call that is answered here. */
export function actionBits(method: Method): RightBits {
  return known.get(method) ?? bitsOf(method);
}

function bitsOf({ actions }: Method): RightBits {
  return actions.reduce((bits, action) => (action === 'local' ? bits : bits | rightBit[action]), 0);
}
