import type { X509Certificate } from 'node:crypto';
import type { Http2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Peer, PeerCertificate } from './transport.ts';

/** Read once per connection. `verifies`: the listener has authorities of its own, so that `authorized` means them. */
export function peerOf(session: Http2Session, verifies: boolean): Peer {
  const { socket } = session;
  const address = `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
  // A session wraps its socket in a Proxy that answers `in` with false, so the session says what it is.
  const secure = session.encrypted === true ? (socket as TLSSocket) : undefined;
  const isProved = verifies && secure?.authorized === true;
  const certificate = isProved ? secure.getPeerX509Certificate() : undefined;
  return { address, certificate: certificate === undefined ? undefined : certificateOf(certificate) };
}

export function certificateOf(certificate: X509Certificate): PeerCertificate {
  return {
    spiffeIds: spiffeIds(certificate.subjectAltName ?? ''),
    subject: subjectOf(certificate.subject),
    notAfter: Date.parse(certificate.validTo),
  };
}

/**
 * Node prints the names as `URI:…, DNS:…` and quotes one that contains a comma or a quote. A SPIFFE ID contains neither, so
 * a quoted name is none; skipping it whole keeps text inside it from being read as a name of its own.
 */
export function spiffeIds(subjectAltName: string): string[] {
  const names = subjectAltName.match(/(?:[^",]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return names.flatMap((name) => /^ ?URI:(spiffe:\/\/[^"\s]+)$/.exec(name)?.[1] ?? []);
}

/**
 * RFC 4514 puts the most specific name first, Node prints it last, one to a line. Names that are one part together Node joins
 * with spaces around the plus; a plus inside a name has a backslash before it.
 */
export function subjectOf(lines: string | undefined): string {
  return (lines ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replaceAll(' + ', '+'))
    .toReversed()
    .join(',');
}
