import { rightBit, rights, type Right, type RightBits } from '../../domain/access.ts';
import { authorityLines } from './table.generated.ts';
import { temporalApi } from './table.ts';

/** A worker's command that something else is done with: what it takes there, and the fields that say where and to what; 0: it has none. */
export interface CommandRule {
  readonly right: RightBits;
  readonly namespace: number;
  readonly type: number;
}

/** A field of a request that takes a right, leads to one that does, or says who calls. */
export interface AuthorityRule {
  readonly isRepeated: boolean;
  readonly isIdentity: boolean;
  /** A request of its own, which is judged in the namespace of the one that it is in. */
  readonly isRequest: boolean;
  /** A worker's command to schedule a Nexus operation. */
  readonly isNexus: boolean;
  readonly command: CommandRule | undefined;
  /** Rights that it takes when it is there with anything but its default. */
  readonly needs: RightBits;
  /** Rights that each value of an enum takes, by its number; a value beyond the last is not known here. */
  readonly values: readonly RightBits[] | undefined;
  readonly below: AuthorityTable | undefined;
}

export interface AuthorityTable {
  /** By field number. */
  readonly fields: (AuthorityRule | undefined)[];
  /** Something in it, or below, takes a right. */
  hidesRights: boolean;
  /** Something in it, or below, says who calls. */
  namesCaller: boolean;
}

const wordPattern = /^(?<number>\d+)(?<many>[*]?)(?:(?<what>[@&:!?])(?<rest>[^>]*))?(?:>(?<below>.+))?$/;

const tables = readTables();

/** `undefined`: nothing in it bears authority. */
export function authorityTable(messageName: string): AuthorityTable | undefined {
  return tables.get(messageName);
}

/** A line is a message, then `NUMBER[*]`, `@`, `&`, `:nexus`, `:RIGHT,FIELD,FIELD`, `!RIGHT` or `?LAST,VALUE=RIGHT`, and `>MESSAGE`. */
function readTables(): Map<string, AuthorityTable> {
  const lines = authorityLines
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const found = new Map(lines.map(([name = '']): [string, AuthorityTable] => [temporalApi + name, emptyTable()]));
  for (const [name = '', ...words] of lines) {
    for (const word of words) readWord(found.get(temporalApi + name)!, word, found);
  }
  for (const table of found.values()) {
    table.hidesRights = isTrueBelow(table, (rule) => takesRights(rule), new Set());
    table.namesCaller = isTrueBelow(table, ({ isIdentity }) => isIdentity, new Set());
  }
  return found;
}

function emptyTable(): AuthorityTable {
  return { fields: [], hidesRights: false, namesCaller: false };
}

function readWord(table: AuthorityTable, word: string, found: ReadonlyMap<string, AuthorityTable>): void {
  const { number, many, what, rest = '', below } = wordPattern.exec(word)?.groups ?? {};
  table.fields[Number(number)] = {
    isRepeated: many === '*',
    isIdentity: what === '@',
    isRequest: what === '&',
    isNexus: what === ':' && rest === 'nexus',
    command: what === ':' && rest !== 'nexus' ? readCommand(rest.split(',')) : undefined,
    needs: what === '!' ? bitOf(rest) : 0,
    values: what === '?' ? readValues(rest.split(',')) : undefined,
    below: below === undefined ? undefined : found.get(temporalApi + below),
  };
}

function readCommand([right = '', namespace, type]: readonly string[]): CommandRule {
  return { right: bitOf(right), namespace: Number(namespace), type: Number(type) };
}

function readValues([last, ...words]: readonly string[]): RightBits[] {
  const values = Array.from({ length: Number(last) + 1 }, () => 0);
  for (const word of words) {
    const [value, right = ''] = word.split('=');
    values[Number(value)] = bitOf(right);
  }
  return values;
}

/** Throws at load on what is no right. */
function bitOf(right: string): RightBits {
  if (!rights.includes(right as Right)) throw new Error(`no right ${right}`);
  return rightBit[right as Right];
}

function takesRights({ needs, values, command, isNexus, isRequest }: AuthorityRule): boolean {
  return needs !== 0 || values !== undefined || command !== undefined || isNexus || isRequest;
}

function isTrueBelow(table: AuthorityTable, test: (rule: AuthorityRule) => boolean, within: ReadonlySet<AuthorityTable>): boolean {
  if (within.has(table)) return false;
  const here = new Set([...within, table]);
  return table.fields.some(
    (rule) => rule !== undefined && (test(rule) || (rule.below !== undefined && isTrueBelow(rule.below, test, here))),
  );
}
