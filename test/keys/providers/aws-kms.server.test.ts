import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateKeyCommand, KMSClient, RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createKeys, type RingVersion } from '../../../src/keys/keys.ts';
import { awsKmsProvider } from '../../../src/keys/providers/aws-kms.ts';
import { freePort } from '../../support/free-port.ts';
import { startMoto, type Moto } from '../../support/moto.ts';
import { describeWith, requireTool } from '../../support/tools.ts';
import { keys as keysCommand, folderWith, images } from '../../cli/keys/keys-in.ts';
import { opened, payload, sealed } from '../payloads.ts';
import { providerConformance, type Fault, type ProviderAtWork } from '../provider-conformance.ts';
import { deployment, ringOf, ringVersion } from '../rings.ts';

const region = 'eu-central-1';
const domain = 'kd-images-production-eu';
const unknownKey = `arn:aws:kms:${region}:123456789012:key/00000000-0000-0000-0000-000000000000`;
const timeout = 1_000;

describeWith(['moto_server'], 'AWS KMS', () => {
  let moto: Moto;
  let admin: KMSClient;
  let faults: FaultyServer;
  let closedPort: number;

  beforeAll(async () => {
    moto = await startMoto(requireTool('moto_server') ?? '');
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    admin = new KMSClient({ region, endpoint: moto.endpoint, credentials });
    faults = await startFaultyServer();
    closedPort = await freePort();
  });
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  });
  afterAll(async () => {
    admin.destroy();
    faults.close();
    await moto.close();
  });

  async function newVersion(): Promise<RingVersion> {
    const { KeyMetadata } = await admin.send(new CreateKeyCommand({}));
    return ringVersion(domain, 1, { provider: 'kms', material: undefined, reference: KeyMetadata?.Arn });
  }

  providerConformance(
    async () =>
      await Promise.resolve<ProviderAtWork>({
        provider: awsKmsProvider({ name: 'kms', region, endpoint: moto.endpoint }),
        newVersion,
        unknownVersion: () =>
          ringVersion(domain, 9, {
            material: undefined,
            reference: unknownKey,
          }),
        rotate: async ({ reference }) => void (await admin.send(new RotateKeyOnDemandCommand({ KeyId: reference }))),
        remote: {
          withFault: (fault) =>
            awsKmsProvider({
              name: 'kms',
              region,
              timeout,
              endpoint: `http://127.0.0.1:${fault === 'not-listening' ? closedPort : faults.portOf(fault)}`,
            }),
        },
        close: async () => await Promise.resolve(),
      }),
    { isRemote: true },
  );

  test('seals in one process and opens in another', async () => {
    const ring = ringOf({ [domain]: [await newVersion()] });
    const start = () =>
      createKeys({ deployment, flows: [], ring, providers: [awsKmsProvider({ name: 'kms', region, endpoint: moto.endpoint })] });
    const [one, other] = [start(), start()];
    const bytes = await sealed(one.domain(domain));
    expect(await opened(other.domain(domain), bytes)).toEqual({ kind: 'opened', payload: payload() });
    one.close();
    other.close();
  });

  test('is asked by `keys check` for every key that a ring names', async () => {
    const folder = await folderWith();
    const { reference = '' } = await newVersion();
    await keysCommand(folder, ['create', '--all', '--kms-key', reference]);
    expect(await keysCommand(folder, ['check', '--kms-endpoint', moto.endpoint])).toMatchObject({ code: 0 });
    await keysCommand(folder, ['rotate', images, '--kms-key', unknownKey]);
    const { code, stdout } = await keysCommand(folder, ['check', '--kms-endpoint', moto.endpoint]);
    expect(code).toBe(1);
    expect(stdout).toContain(`provider  ${images} version 2 makes no data key: AWS KMS`);
  });
});

interface FaultyServer {
  portOf(fault: Fault): number;
  close(): void;
}

/** Answers in the words of AWS KMS. Source: docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html. */
async function startFaultyServer(): Promise<FaultyServer> {
  const answers: Record<Exclude<Fault, 'not-listening'>, (response: ServerResponse) => void> = {
    silent: () => undefined,
    throttling: (response) => fail(response, 400, 'ThrottlingException'),
    failing: (response) => fail(response, 500, 'KMSInternalException'),
    denying: (response) => fail(response, 400, 'AccessDeniedException'),
    disabling: (response) => fail(response, 400, 'DisabledException'),
  };
  const servers: Server[] = [];
  const ports = new Map<string, number>();
  for (const [fault, answer] of Object.entries(answers)) {
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () => answer(response));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    ports.set(fault, (server.address() as AddressInfo).port);
  }
  return {
    portOf: (fault) => ports.get(fault) ?? 0,
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function fail(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ __type: type, message: 'as the test wants it' }));
}
