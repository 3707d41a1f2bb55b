import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { frameMessage } from './message-reader.ts';
import type { UnaryResponse } from './transport.ts';

const withTrailers = { waitForTrailers: true, sendDate: false };
const trailersOnly = { endStream: true, sendDate: false };

/** Sends a whole answer. An error goes trailers-only: END_STREAM stands on its first and only HEADERS. */
export function answer(stream: ServerHttp2Stream, response: UnaryResponse): void {
  if (response.message === undefined) {
    stream.respond(Object.assign(head(), response.headers, trailersOf(response)), trailersOnly);
    return;
  }
  stream.respond(Object.assign(head(), response.headers), withTrailers);
  stream.once('wantTrailers', () => sendTrailers(stream, trailersOf(response)));
  const [first, second] = frameMessage(response.message);
  if (second !== undefined) {
    stream.cork();
    stream.write(first);
  }
  stream.end(second ?? first);
}

/** Node throws on trailers that HTTP/2 has not, and nobody is there to catch what an event of its own throws: it would end the process. */
function sendTrailers(stream: ServerHttp2Stream, trailers: OutgoingHttpHeaders): void {
  try {
    stream.sendTrailers(trailers);
  } catch {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}

/** What is no gRPC at all gets an answer in HTTP. The stream is left to its sender's end: HTTP/2 judges what still comes on it. */
export function answerHttp(stream: ServerHttp2Stream, status: number): void {
  stream.respond({ ':status': status, 'content-type': 'text/plain' });
  stream.end('This is a gRPC server.\n');
  stream.resume();
}

function head(): OutgoingHttpHeaders {
  return { ':status': 200, 'content-type': 'application/grpc', 'grpc-accept-encoding': 'identity,gzip' };
}

function trailersOf(response: UnaryResponse): OutgoingHttpHeaders {
  const trailers: OutgoingHttpHeaders = { 'grpc-status': String(response.status) };
  if (response.statusMessage !== undefined) trailers['grpc-message'] = response.statusMessage;
  return response.trailers === undefined ? trailers : Object.assign(trailers, response.trailers);
}
