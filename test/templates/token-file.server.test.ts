import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { makeCertificates, type Certificates } from '../support/certificates.ts';
import { GrpcFront } from '../support/grpc-front.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { startTemporal, type TemporalServer } from '../support/temporal-server.ts';
import { describeWith, requireTool } from '../support/tools.ts';
import { startWorkerOf, untilSaid, workerLanguages } from '../support/worker-languages.ts';

const temporal = requireTool('temporal');

describe.each(workerLanguages)('with a token in a file, a $language worker', (given) => {
  describeWith([...given.needs, 'openssl'], given.language, () => {
    const worker = sharedFolder();
    const ending: (() => Promise<unknown>)[] = [];
    let server: TemporalServer;
    let certificates: Certificates;
    const token = () => join(worker(), 'token');

    beforeAll(async () => {
      await given.write(worker());
      await given.build(worker());
      certificates = makeCertificates(worker());
      server = await startTemporal(temporal ?? '', 'images');
    });
    afterEach(async () => {
      for (const end of ending.splice(0)) await end();
    });
    afterAll(() => server?.close());

    async function front(tls?: Certificates): Promise<{ address: string; seen: GrpcFront }> {
      const seen = new GrpcFront(server.address, tls);
      ending.push(() => seen.close());
      return { address: await seen.listen(), seen };
    }

    async function start(env: Record<string, string>) {
      const running = await startWorkerOf(given, worker(), { TEMPORAL_TOKEN_FILE: token(), ...env });
      ending.unshift(() => running.stop(5000));
      return running;
    }

    async function sample(env: Record<string, string>): Promise<string> {
      const { command, args, env: own } = given.sample(worker());
      const result = await nodeProcesses.run(command, args, { cwd: worker(), env: { ...own, TEMPORAL_TOKEN_FILE: token(), ...env } });
      return result.exitCode === 0 ? result.stdout : result.stderr;
    }

    test('shows it over TLS that a CA file vouches for, and goes on with a new one on the same connection', async () => {
      await writeFile(token(), 'first\n');
      const { address, seen } = await front(certificates);
      const env = { TEMPORAL_ADDRESS: address, TEMPORAL_TLS_CA_FILE: certificates.authority };
      const running = await start(env);
      await untilSaid('worker ready', running);
      const before = seen.connections;
      expect(new Set(seen.calls.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer first']));

      await rm(token());
      await untilSaid('cannot be renewed', running);
      await writeFile(token(), 'second');
      await untilSaid('token renewed', running);
      const renewedAt = seen.calls.length;
      expect(await sample(env)).toContain('Hello, Ada!');
      await vi.waitFor(() => expect(seen.calls.slice(renewedAt).map(({ method }) => method)).toContain('RespondActivityTaskCompleted'));
      expect(new Set(seen.calls.slice(renewedAt).map(({ authorization }) => authorization))).toEqual(new Set(['Bearer second']));
      // One more is the sample's own.
      expect(seen.connections).toBe(before + 1);
    });

    test('shows it in clear where TLS is off, as inside of a cluster', async () => {
      await writeFile(token(), 'first\n');
      const { address, seen } = await front();
      const env = { TEMPORAL_ADDRESS: address, TEMPORAL_TLS: 'false' };
      await untilSaid('worker ready', await start(env));
      expect(await sample(env)).toContain('Hello, Ada!');
      expect(new Set(seen.calls.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer first']));
    });

    test.each([
      { title: 'a file that is missing', content: undefined, says: 'the file cannot be read' },
      { title: 'a file that is empty', content: ' \n', says: 'the file is empty' },
      { title: 'a file that holds more', content: 'a b', says: 'the file holds more than one token' },
    ])('does not start with $title, and names the variable', async ({ content, says }) => {
      if (content === undefined) await rm(token(), { force: true });
      else await writeFile(token(), content);
      const running = await start({ TEMPORAL_ADDRESS: server.address, TEMPORAL_TLS: 'false' });
      expect(await running.ended).toMatchObject({ exitCode: 2 });
      expect(running.lines.join('\n')).toContain(`TEMPORAL_TOKEN_FILE is '${token()}', and ${says}`);
    });
  });
});
