import type { HttpAnswer } from '../../adapters/http-server.ts';
import type { Observer } from '../observe/create-observe.ts';
import type { Readiness } from './readiness.ts';

/** `/healthz`: the process runs; `/readyz`: send calls here; `/metrics`: for Prometheus. */
export function createOperations({
  readiness,
  observer,
}: {
  readiness: Readiness;
  observer: Observer;
}): (path: string) => Promise<HttpAnswer> {
  return async (path) => {
    if (path === '/healthz') return { status: 200, contentType: 'text/plain', body: 'ok\n' };
    if (path === '/metrics') return { status: 200, contentType: observer.contentType, body: await observer.scrape() };
    if (path !== '/readyz') return { status: 404, contentType: 'text/plain', body: 'there is /healthz, /readyz and /metrics\n' };
    const state = readiness.state();
    return { status: state.ready ? 200 : 503, contentType: 'application/json', body: `${JSON.stringify(state)}\n` };
  };
}
