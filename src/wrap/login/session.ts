import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LoginTarget } from '../profile.ts';

/** A login as it is kept. Times are milliseconds since 1970 by this machine's clock, right or wrong as it is. */
export interface Session {
  readonly schemaVersion: 1;
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
  /** Who logged in, for people to read. */
  readonly subject: string;
  readonly groups: readonly string[];
  /** What is shown to the proxy. */
  readonly token: string;
  readonly tokenKind: 'access' | 'id';
  readonly obtainedAt: number;
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

/** A token that is closer to its end is renewed: a call that begins with it has to be able to reach the proxy. */
export const renewBefore = 60_000;

const fields: ReadonlySet<string> = new Set([
  'schemaVersion',
  'issuer',
  'clientId',
  'audience',
  'subject',
  'groups',
  'token',
  'tokenKind',
  'obtainedAt',
  'expiresAt',
  'refreshToken',
] satisfies (keyof Session)[]);
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;

type Environment = Readonly<Record<string, string | undefined>>;

/** Folder of all logins of this user. */
export function sessionFolder({ XDG_STATE_HOME: state, HOME: home = homedir() }: Environment): string {
  // A relative one is to be ignored, says the XDG specification.
  const base = state?.startsWith('/') === true ? state : join(home, '.local/state');
  return join(base, 'managed-temporal', 'login');
}

/** One file for each token that a person can have: the same client gives different ones for different audiences. */
export function sessionPath({ issuer, clientId, audience, resource }: LoginTarget, env: Environment): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([issuer, clientId, audience, resource]))
    .digest('hex');
  return join(sessionFolder(env), `${digest.slice(0, 32)}.json`);
}

/**
 * What is in a session file, if it is one beyond doubt, looked at by hand: this is on the way of every call. Whatever else it may be
 * is for `readSession` to say.
 */
export function plainSession(text: string): Session | undefined {
  try {
    const value = JSON.parse(text) as Session | null;
    return typeof value === 'object' && value !== null && isSession(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSession(value: Session): boolean {
  const texts = [value.issuer, value.clientId, value.audience, value.subject, value.token, value.refreshToken ?? ''];
  return (
    value.schemaVersion === 1 &&
    Object.keys(value).every((key) => fields.has(key)) &&
    areTexts(texts) &&
    Array.isArray(value.groups) &&
    areTexts(value.groups) &&
    compactJws.test(value.token) &&
    ['access', 'id'].includes(value.tokenKind) &&
    [value.obtainedAt, value.expiresAt].every(Number.isSafeInteger)
  );
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}

/** Whether a session is of this provider, client and audience. */
export function isOf({ issuer, clientId, audience }: Session, target: LoginTarget): boolean {
  return issuer === target.issuer && clientId === target.clientId && audience === target.audience;
}

/** Milliseconds a token can still be used. None once the clock has been set back: it then says nothing about the token. */
export function remaining({ obtainedAt, expiresAt }: Session, now: number): number {
  return now < obtainedAt ? 0 : expiresAt - now;
}
