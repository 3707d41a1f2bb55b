import { greet } from '../contracts/src/workflows/greet.ts';
import { connect } from '../sdk/client.ts';
import { chooseDocument, readWorkerDocuments } from '../sdk/worker/config.ts';

const given = process.argv.slice(2);
const names = given.length > 0 ? given : ['world'];
const directory = process.env.CONFIG_DIRECTORY ?? 'config';
const { spec } = await chooseDocument(await readWorkerDocuments(directory), {
  name: process.env.WORKER_NAME,
  directory,
});

const client = await connect({ namespace: process.env.TEMPORAL_NAMESPACE ?? spec.namespace });
try {
  const run = await client.start(greet, { names }, { id: `greet-${Date.now()}` });
  console.error(`started ${run.id}`);
  const { greetings } = await run.result();
  for (const greeting of greetings) console.log(greeting);
} finally {
  await client.close();
}
