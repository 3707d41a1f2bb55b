import { createServer } from 'node:http';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';

// The least anyone writes who wants metrics, health endpoints, a second task queue and an orderly end.
const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, HEALTH_PORT, METRICS_PORT } = process.env;
Runtime.install({
  telemetryOptions: {
    metrics: {
      prometheus: {
        bindAddress: `0.0.0.0:${METRICS_PORT}`,
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
      },
      globalTags: { owner: 'team-bench', tier: '1', worker: 'bench' },
    },
  },
});
let workers = [];
const health = createServer((request, response) => {
  const isReady = workers.length > 0 && workers.every((worker) => worker.getState() === 'RUNNING');
  response.writeHead(request.url === '/livez' || isReady ? 200 : 503).end();
}).listen(Number(HEALTH_PORT));

const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS });
const shared = { connection, namespace: TEMPORAL_NAMESPACE };
const composeGreeting = async ({ greeting, name }) => ({ text: `${greeting}, ${name}!` });
workers = await Promise.all([
  Worker.create({
    ...shared,
    taskQueue: 'greetings',
    workflowBundle: { codePath: new URL('workflow-bundle.js', import.meta.url).pathname },
  }),
  Worker.create({ ...shared, taskQueue: 'greetings-activities', activities: { composeGreeting } }),
]);
await Promise.all(workers.map((worker) => worker.run()));
await connection.close();
health.close();
