import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startAccessWorld, type AccessWorld, type Person } from '../support/access-world.ts';
import { physicalName } from '../support/proxy-config.ts';
import { describeWith, requireTool } from '../support/tools.ts';

/** Beside what the golden worker's `config/namespace.yaml` gives the team that owns `images`. */
const policy = {
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'company' },
  spec: {
    roles: [
      { name: 'support', description: 'Looks, and reads no payload.', allow: [{ rights: ['read'] }] },
      { name: 'claimant', description: 'Hands in expenses.', allow: [{ rights: ['start'], workflowTypes: ['ExpenseClaim'] }] },
    ],
    grants: [
      { role: 'support', to: [{ group: 'support' }], namespaces: ['images'] },
      { role: 'claimant', to: [{ group: 'team-images' }], namespaces: ['payroll'] },
    ],
  },
};
const [ada, bob] = ['ada@example.com', 'bob@example.com'];
const input = '"a picture of Ada"';
const inBase64 = Buffer.from(input).toString('base64');
const show = ['workflow', 'show', '--namespace', 'images', '-w', 'order-4711'] as const;

describeWith(['temporal', 'openssl'], 'people with the packed tools, from a login to the day they are shut out', () => {
  let folder: string;
  let world: AccessWorld;
  let people: { ada: Person; bob: Person };
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'access-')));
    const groupsOf = (person: string) => (person === ada ? ['team-images'] : ['support']);
    world = await startAccessWorld({ binary: requireTool('temporal') ?? '', tarball: inject('tarball'), folder, policy, groupsOf });
    people = { ada: await world.person(ada), bob: await world.person(bob) };
  });
  afterAll(async () => {
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('they log in by a code on another device, and are who their provider says', async () => {
    const who = [`${ada} (team-images)`, `${bob} (support)`] as const;
    const said = await Promise.all([logIn(people.ada, who[0]), logIn(people.bob, who[1])]);
    expect(said.map(({ code }) => code)).toEqual([0, 0]);
    for (const [index, { output }] of said.entries()) {
      expect(output).toContain(who[index]);
      expect(output).toContain(world.proxy.address);
    }
  });

  test('a run of the team’s is started by one of the team, and its history says by whom', async () => {
    const options = [
      '--namespace',
      'images',
      '--type',
      'CreateImage',
      '-t',
      'image-orders',
      '-w',
      'order-4711',
      '-i',
      input,
      '--identity',
      'mallory',
    ];
    expect(await people.ada.wrap('workflow', 'start', ...options)).toMatchObject({ code: 0 });
    await expect
      .poll(async () => (await people.ada.wrap('workflow', 'list', '--namespace', 'images')).output)
      .toMatch(/Running\s+order-4711\s+CreateImage/);
    const connection = await Connection.connect({ address: world.server.address });
    const client = new Client({ connection, namespace: physicalName('images') });
    const { events } = await client.workflow.getHandle('order-4711').fetchHistory();
    await connection.close();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.identity).toBe(ada);
    expect(JSON.stringify(events)).not.toContain(inBase64);
  });

  test('the team reads its payloads in clear, support sees the run and ciphertext', async () => {
    const [inClear, sealed] = [await people.ada.wrap(...show, '-o', 'json'), await people.bob.wrap(...show, '-o', 'json')];
    expect(inClear).toMatchObject({ code: 0 });
    expect(inClear.output).toContain(inBase64);
    expect(sealed).toMatchObject({ code: 0 });
    expect(sealed.output).toContain('CreateImage');
    expect(sealed.output).not.toContain(inBase64);
  });

  test('what no role grants is refused, with whom to ask; a namespace without any right reads like one that is not there', async () => {
    const list = ['workflow', 'list', '--namespace'] as const;
    const refused = await people.ada.wrap(...list, 'payroll');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.output).toContain(`${ada} may not read in namespace payroll (no role grants it). Ask team-people, its owner.`);
    const hidden = [await people.bob.wrap(...list, 'payroll'), await people.bob.wrap(...list, 'nowhere')];
    expect(hidden.map(({ code }) => code)).toEqual([1, 1]);
    expect(hidden[0]?.output).toContain(
      `${bob} may not use namespace payroll (nothing grants it here, or there is none). Granted here: images.`,
    );
    expect(hidden[1]?.output).toContain(
      `${bob} may not use namespace nowhere (nothing grants it here, or there is none). Granted here: images.`,
    );
  });

  test('what Node would take for its own is refused by the tool as it is installed', async () => {
    const refused = { code: 2, output: expect.stringContaining('WRAP_REFUSED') as string };
    expect(await people.ada.wrap('--env-file=/nonexistent', 'workflow', 'list')).toMatchObject(refused);
    expect(await people.ada.wrap('workflow', 'list', '--env-file', '/nonexistent')).toMatchObject(refused);
  });

  test('who is revoked is cut off in the middle of a call and let in no more, and the audit file has all of it', async () => {
    const following = people.ada.start(...show, '--follow');
    await following.says(/WorkflowExecutionStarted/);
    const revoke = ['revoke', ada, '--config', world.config, '--reason', 'laptop stolen'];
    expect(await world.platform(...revoke)).toMatchObject({ exitCode: 0 });
    expect(await following.ended).toMatchObject({ code: 1 });
    const next = await people.ada.wrap('workflow', 'list', '--namespace', 'images');
    expect(next).toMatchObject({ code: 1 });
    expect(next.output).toContain('this identity is revoked; ask the platform team');
    expect(await people.bob.wrap('workflow', 'list', '--namespace', 'images')).toMatchObject({ code: 0 });
    expect(await people.ada.wrap('logout')).toMatchObject({ code: 0 });
    expect(await people.ada.wrap('whoami')).toMatchObject({ code: 1 });
    const caller = expect.objectContaining({ subject: ada, groups: ['team-images'], kind: 'person' }) as unknown;
    const inImages = { caller, namespace: 'images' };
    expect(await world.audit()).toEqual(
      expect.arrayContaining(
        [
          { ...inImages, decision: 'allowed', method: 'StartWorkflowExecution', workflow: { id: 'order-4711', type: 'CreateImage' } },
          { ...inImages, decision: 'allowed', method: 'GetWorkflowExecutionHistory', payloadsOpened: 1 },
          {
            caller,
            decision: 'denied',
            method: 'ListWorkflowExecutions',
            namespace: 'payroll',
            owner: 'team-people',
            reason: 'not-allowed',
          },
          { ...inImages, decision: 'cut', method: 'GetWorkflowExecutionHistory', reason: 'revoked' },
          { caller, decision: 'denied', reason: 'revoked' },
        ].map((event) => expect.objectContaining(event) as unknown),
      ),
    );
  });
});

/** What `whoami` then says. */
async function logIn(person: Person, who: string): Promise<{ code: number | null; output: string }> {
  expect(await person.wrap('workflow', 'list', '--namespace', 'images')).toMatchObject({ code: 3 });
  const login = person.start('login', '--device');
  const [, address = '', code = ''] = await login.says(/Open (\S+) and enter (\S+)/);
  expect(await person.enterCode(address, code)).toContain('This device is logged in.');
  expect(await login.ended).toMatchObject({ code: 0 });
  expect(login.output()).toContain(`logged in as ${who}`);
  return await person.wrap('whoami');
}
