import { connect } from 'node:http2';

const frontend = 'temporal.api.workflowservice.v1.WorkflowService';

/**
 * Whether a Temporal frontend at `host:port` says of itself that it serves, by the standard gRPC health check. Spoken
 * over Node's own HTTP/2, because the official CLI would read a person's profile and may add TLS or a key of theirs.
 */
export async function isServing(address: string, timeoutMilliseconds: number): Promise<boolean> {
  const session = connect(`http://${address}`);
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      session.once('error', reject);
      session.setTimeout(timeoutMilliseconds, () => reject(new Error('no answer in time')));
      const stream = session.request({
        ':method': 'POST',
        ':path': '/grpc.health.v1.Health/Check',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => resolve(Buffer.concat(chunks)));
      stream.once('error', reject);
      stream.end(checkRequest());
    });
    // A frame's five bytes of header, then field 1 as a number: 1 is SERVING.
    return answer.subarray(5).equals(Buffer.from([0x08, 0x01]));
  } catch {
    return false;
  } finally {
    session.destroy();
  }
}

function checkRequest(): Buffer {
  const message = Buffer.concat([Buffer.from([0x0a, frontend.length]), Buffer.from(frontend)]);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}
