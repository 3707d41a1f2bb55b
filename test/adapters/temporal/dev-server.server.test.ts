import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { startDevServer, type DevServerOptions } from '../../../src/adapters/temporal/dev-server.ts';
import { isServing } from '../../../src/adapters/temporal/grpc-health.ts';
import { failureOf } from '../../support/failure.ts';
import { freePort } from '../../support/free-port.ts';
import { isRunning } from '../../support/running.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';
import { program } from './finder-scene.ts';

describeWith(['temporal'], 'a dev server', () => {
  const binary = requireTool('temporal') ?? '';

  async function start(over: Partial<DevServerOptions> = {}) {
    const server = await startDevServer({
      binary,
      processes: nodeProcesses,
      signal: new AbortController().signal,
      port: await freePort(),
      ...over,
    });
    onTestFinished(() => server.stop(5000));
    return server;
  }

  const namespacesAt = async (address: string) => {
    const { stdout } = await nodeProcesses.run(binary, ['operator', 'namespace', 'list', '--address', address, '--output', 'json']);
    return (JSON.parse(stdout) as { namespaceInfo: { name: string } }[]).map(({ namespaceInfo }) => namespaceInfo.name);
  };

  test('answers when it is given back, with its namespaces and its UI, and is gone when stopped', async () => {
    const said: string[] = [];
    const uiPort = await freePort();
    const server = await start({ uiPort, namespaces: ['images', 'orders'], onLine: (line) => said.push(line) });
    expect(await namespacesAt(server.address)).toEqual(expect.arrayContaining(['default', 'images', 'orders']));
    expect((await fetch(server.uiAddress ?? '')).status).toBe(200);
    expect(said.filter((line) => line.includes('level='))).toEqual([]);
    await server.stop(5000);
    expect(isRunning(server.pid)).toBe(false);
    expect(await isServing(server.address, 500)).toBe(false);
  });

  test('remembers what it knew when it has a database file, and takes a namespace later', async () => {
    const dbFilename = join(await temporaryFolder(), 'state', 'dev.db');
    const first = await start({ dbFilename, namespaces: ['images'] });
    await first.createNamespace('later');
    await first.createNamespace('later');
    await first.stop(5000);
    const second = await start({ dbFilename, namespaces: ['images'] });
    expect(await namespacesAt(second.address)).toEqual(expect.arrayContaining(['images', 'later']));
  });

  test('a database that another server holds is refused, and its holder named', async () => {
    const dbFilename = join(await temporaryFolder(), 'dev.db');
    const first = await start({ dbFilename });
    expect(await failureOf(start({ dbFilename }))).toMatch(
      new RegExp(`^error TARGET_BUSY {2}${dbFilename} is in use by temporal \\(process ${first.pid}\\)\n {2}Stop that process`),
    );
  });

  test("a person's own settings of the CLI do not reach it", async () => {
    process.env['TEMPORAL_ADDRESS'] = 'cloud.example.com:7233';
    process.env['TEMPORAL_TLS'] = 'true';
    onTestFinished(() => {
      delete process.env['TEMPORAL_ADDRESS'];
      delete process.env['TEMPORAL_TLS'];
    });
    const server = await start();
    await server.createNamespace('images');
    expect(server.address).toMatch(/^localhost:\d+$/);
  });

  test.each(['port', 'uiPort'] as const)('a taken %s is named, and so is who holds it', async (which) => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const text = await failureOf(start({ [which]: port }));
    const what = which === 'port' ? 'Temporal' : 'the Temporal UI';
    expect(text).toMatch(
      new RegExp(`^error PORT_IN_USE {2}port ${port}, wanted for ${what}, is taken by .+ \\(process ${process.pid}\\)\n`),
    );
    expect(text).toContain('Nothing was started.');
  });
});

test('a server that ends before it answers is told in its own words', async () => {
  const binary = await program('temporal', '#!/bin/sh\necho "schema version 99 is too new" >&2\nexit 1\n');
  const port = await freePort();
  const text = await failureOf(startDevServer({ binary, processes: nodeProcesses, signal: new AbortController().signal, port }));
  expect(text).toContain('error TEMPORAL_UNAVAILABLE  the dev server ended before it answered\n  schema version 99 is too new\n');
});

test('a server that loses the race for its port is told as a taken port', async () => {
  const port = await freePort();
  const line = `can't set frontend port ${port}: listen tcp: bind: address already in use`;
  const binary = await program('temporal', `#!/bin/sh\necho "${line}" >&2\nexit 1\n`);
  expect(await failureOf(startDevServer({ binary, processes: nodeProcesses, signal: new AbortController().signal, port }))).toContain(
    `port ${port}, wanted for Temporal, is taken by another program`,
  );
});

test('a server that never answers is given up and not left running', async () => {
  const pids: (number | undefined)[] = [];
  const binary = await program('temporal', '#!/bin/sh\nexec sleep 60\n');
  const processes = {
    ...nodeProcesses,
    start: async (...args: Parameters<typeof nodeProcesses.start>) => {
      const child = await nodeProcesses.start(...args);
      pids.push(child.pid);
      return child;
    },
  };
  const work = startDevServer({ binary, processes, signal: new AbortController().signal, port: await freePort(), patience: 300 });
  expect(await failureOf(work)).toMatch(/^error TEMPORAL_UNAVAILABLE {2}the dev server at localhost:\d+ did not answer within 0\.3 s/);
  expect(pids.map(isRunning)).toEqual([false]);
});

test('an interrupt while it starts ends it', async () => {
  const interrupt = new AbortController();
  const binary = await program('temporal', '#!/bin/sh\nexec sleep 60\n');
  const work = startDevServer({ binary, processes: nodeProcesses, signal: interrupt.signal, port: await freePort() });
  setTimeout(() => interrupt.abort(), 200);
  expect(await failureOf(work)).toMatch(/^error INTERRUPTED/);
});
