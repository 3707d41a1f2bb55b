import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { frameMessage } from './message-reader.ts';
import type { UnaryResponse } from './transport.ts';

const endStream = { endStream: true };
const withTrailers = { waitForTrailers: true, sendDate: false };
const trailersOnly = { endStream: true, sendDate: false };

/** Sends a whole answer. An error goes trailers-only: END_STREAM stands on its first and only HEADERS. */
export function answer(stream: ServerHttp2Stream, response: UnaryResponse): void {
  if (response.message === undefined) {
    stream.respond(Object.assign(head(), response.headers, trailersOf(response)), trailersOnly);
    return;
  }
  stream.respond(Object.assign(head(), response.headers), withTrailers);
  stream.once('wantTrailers', () => stream.sendTrailers(trailersOf(response)));
  const [first, second] = frameMessage(response.message);
  if (second !== undefined) {
    stream.cork();
    stream.write(first);
  }
  stream.end(second ?? first);
}

/** What is no gRPC at all gets an answer in HTTP. */
export function answerHttp(stream: ServerHttp2Stream, status: number): void {
  stream.respond({ ':status': status }, endStream);
  stream.close(constants.NGHTTP2_NO_ERROR);
}

function head(): OutgoingHttpHeaders {
  return { ':status': 200, 'content-type': 'application/grpc', 'grpc-accept-encoding': 'identity,gzip' };
}

function trailersOf(response: UnaryResponse): OutgoingHttpHeaders {
  const trailers: OutgoingHttpHeaders = { 'grpc-status': String(response.status) };
  if (response.statusMessage !== undefined) trailers['grpc-message'] = response.statusMessage;
  return response.trailers === undefined ? trailers : Object.assign(trailers, response.trailers);
}
