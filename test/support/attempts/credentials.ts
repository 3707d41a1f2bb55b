import { exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { grpcStatus } from '../../../src/proxy/rejection.ts';
import { HpackDecoder } from '../../../src/proxy/transport/h2/hpack-decoder.ts';
import { audience } from '../issuer.ts';
import { flag, frame, frameType, grpcHeaders, grpcMessage, headerBlock, openSocket } from '../proxy-frames.ts';
import { encode, methodNamed } from '../temporal-messages.ts';
import { outcomeOf, type Attempt, type Scene } from './attempt.ts';
import type { AttemptWorld } from './attempt-world.ts';
import { groupOf, leaver, subjectOf } from './intruders.ts';

const method = 'StartWorkflowExecution';
const claims = { sub: subjectOf('owner'), groups: [groupOf('owner')] };

function startOf(world: AttemptWorld): object {
  const workflowId = world.newId();
  return { namespace: 'images', workflowId, workflowType: { name: 'Pay' }, taskQueue: { name: 'nobody' }, requestId: workflowId };
}

const token = (name: string, reason: string, make: (scene: Scene) => Promise<string> | string): Attempt => ({
  name: `a token: ${name}`,
  make: async (scene) => outcomeOf(await scene.world.ask({ method, message: startOf(scene.world), token: await make(scene) })),
  status: grpcStatus.unauthenticated,
  event: { decision: 'denied', method, reason },
});

const now = () => Math.floor(Date.now() / 1_000);
const usual = (url: string) => ({ iss: url, aud: audience, iat: now(), exp: now() + 600, ...claims });

/** Tokens that say what is not so. */
export const tokenAttempts: readonly Attempt[] = [
  token('for another audience', 'wrong-audience', async ({ world }) => await world.issuer.token({ ...claims, aud: 'somebody-else' })),
  token('expired', 'token-expired', async ({ world }) => await world.issuer.token(claims, { lifetime: -60 })),
  token('of the algorithm none', 'bad-algorithm', ({ world }) => `${new UnsecuredJWT(usual(world.issuer.url)).encode()}AA`),
  token('signed by HMAC with the public key', 'bad-algorithm', async ({ world: { issuer } }) => {
    const secret = Buffer.from(await exportSPKI(issuer.publicKey));
    return await new SignJWT(usual(issuer.url)).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(secret);
  }),
  token(
    'of an issuer that nobody knows',
    'unknown-issuer',
    async ({ world }) => await world.issuer.token({ ...claims, iss: 'https://evil.example.com' }),
  ),
  token('with other claims under an old signature', 'bad-signature', async ({ world }) => {
    const [header, , signature] = (await world.issuer.token(claims)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...usual(world.issuer.url), groups: ['pay-owner', 'owner'] })).toString('base64url');
    return [header, forged, signature].join('.');
  }),
  token('without an end', 'token-never-expires', async ({ world }) => await world.issuer.token({ ...claims, exp: undefined })),
  token(
    'with groups as an object',
    'unreadable-groups',
    async ({ world }) => await world.issuer.token({ ...claims, groups: { owner: true } }),
  ),
  token(
    'with more groups than are read',
    'unreadable-groups',
    async ({ world }) =>
      await world.issuer.token({ ...claims, groups: [...Array.from({ length: 201 }, (_, index) => `g${String(index)}`), 'owner'] }),
  ),
  {
    ...token('of somebody revoked', 'revoked', async ({ world }) => await world.issuer.token({ ...claims, sub: leaver })),
    event: { decision: 'denied', method, reason: 'revoked', subject: leaver },
  },
  token('that opens the server, and not the proxy', 'bad-scheme', () => 'Bearer of-the-proxy'),
  {
    name: 'a token: behind a forged one in one call',
    make: async (scene) => await withTwoTokens(scene),
    status: grpcStatus.unauthenticated,
    event: { decision: 'denied', method, reason: 'token-malformed' },
  },
  {
    name: 'a token: beside a forged one, in authorization-extras',
    async make({ world }) {
      const headers = { 'authorization-extras': await world.tokenOf('owner') };
      return outcomeOf(await world.ask({ method, message: startOf(world), token: 'forged', headers }));
    },
    status: grpcStatus.unauthenticated,
    event: { decision: 'denied', method, reason: 'token-malformed' },
  },
  {
    name: 'a token: none, straight to the server that takes its proxy alone',
    make: async ({ world }) => await dial(world),
    status: 0,
    event: undefined,
  },
];

/** Node sends no header of this name twice, so the frames are written by hand. */
async function withTwoTokens({ world }: Scene) {
  const { path, request } = methodNamed(method);
  const valid = `Bearer ${await world.tokenOf('owner')}`;
  const socket = await openSocket(world.proxy.address);
  const answered: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => void answered.push(chunk));
  const payload = Buffer.concat([grpcHeaders(path, 'forged'), headerBlock({ authorization: valid })]);
  socket.write(frame({ type: frameType.headers, flags: flag.endHeaders, stream: 1, payload }));
  socket.write(
    frame({ type: frameType.data, flags: flag.endStream, stream: 1, payload: grpcMessage(encode(request.name, startOf(world))) }),
  );
  const deadline = AbortSignal.timeout(5_000);
  while (statusIn(Buffer.concat(answered)) === undefined) await once(socket, 'data', { signal: deadline });
  socket.destroy();
  const shown = Buffer.concat(answered);
  return { status: statusIn(shown), shown };
}

/** Of the first HEADERS frame, once all of it is there. */
function statusIn(bytes: Buffer): number | undefined {
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    if (bytes.readUInt8(at + 3) !== frameType.headers || end > bytes.length) continue;
    const fields = new HpackDecoder().decode(bytes.subarray(at + 9, end));
    return typeof fields === 'object' ? Number(fields['grpc-status']) : undefined;
  }
  return undefined;
}

/** 0: it was hung up on, before anything was answered. */
async function dial({ guarded, tokenOf }: AttemptWorld) {
  const session = connect(`https://${guarded}`, { rejectUnauthorized: false });
  const chunks: Buffer[] = [];
  const stream = session.request({
    ':method': 'POST',
    ':path': methodNamed('ListNamespaces').path,
    'content-type': 'application/grpc',
    te: 'trailers',
    authorization: `Bearer ${await tokenOf('owner')}`,
  });
  let headers = 0;
  stream.on('response', () => (headers += 1));
  stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
  stream.on('error', () => undefined);
  session.on('error', () => undefined);
  stream.end(grpcMessage(Buffer.alloc(0)));
  await new Promise<void>((resolve) => void stream.once('close', () => resolve()));
  session.destroy();
  return { status: headers, shown: Buffer.concat(chunks) };
}
