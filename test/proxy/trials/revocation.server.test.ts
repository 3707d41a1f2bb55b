import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runPlatformCli } from '../../support/cli.ts';
import * as workflows from '../../support/proxy-workflows.ts';
import { startWorld } from '../../support/proxy-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const taskQueue = 'revocable';
const waitingWorkflows = 5;

const policy = `
apiVersion: managed-temporal.dev/v1
kind: Policy
metadata: { name: trial }
spec:
  roles:
    - name: team
      description: all that a team does
      allow: [{ rights: [read, query, start, signal, terminate, operate, work, decode] }]
  grants:
    - { role: team, to: [{ callers: services }], namespaces: ['*'] }
`;
const nobody = 'apiVersion: managed-temporal.dev/v1\nkind: Revocations\nspec:\n  revoked: []\n';

describeWith(['temporal'], 'a worker that is revoked', () => {
  test('polls no more within seconds, loses no task, and goes on by itself once it is let in again', async () => {
    const folder = await temporaryFolder({ 'policy.yaml': policy, 'revocations.yaml': nobody });
    const world = await startWorld(requireTool('temporal') ?? '', {
      change(file) {
        file.spec.access = { documents: [join(folder, 'policy.yaml')], revocations: join(folder, 'revocations.yaml') };
        return file;
      },
    });
    onTestFinished(async () => await world.close());
    const { proxy, client, upstream, newId, startWorker } = world;
    const config = join(proxy.folder, `proxy-${proxy.address.split(':')[1]}.yaml`);
    const metric = async (name: string) =>
      Number(new RegExp(`^temporal_proxy_${name}(?:[{][^}]*[}])? (\\d+)$`, 'm').exec((await proxy.get('/metrics')).text)?.[1] ?? 0);
    await startWorker(taskQueue);
    const options = (id: string) => ({ taskQueue, workflowId: newId(id), args: ['hello'] as [string] });
    const before = await client().workflow.start(workflows.echo, options('before'));
    expect(await before.result()).toBe('hello');
    await expect.poll(async () => await metric('polls_in_flight')).toBeGreaterThan(0);

    expect(await runPlatformCli(['revoke', 'team-images', '--config', config, '--reason', 'a trial'])).toMatchObject({ code: 0 });
    await expect.poll(async () => await metric('polls_in_flight'), { timeout: 5_000 }).toBe(0);
    expect(await metric('calls_cut_total')).toBeGreaterThan(0);
    await expect(client().workflow.start(workflows.echo, options('refused'))).rejects.toMatchObject({ cause: { code: 16 } });
    expect(proxy.log()).toMatch(/"kind":"audit"[^\n]*"decision":"cut"[^\n]*"subject":"team-images"/);

    // Somebody past the proxy brings work for it meanwhile.
    const direct = upstream().workflow;
    const waiting = await Promise.all(
      Array.from({ length: waitingWorkflows }, async () => await direct.start(workflows.echo, options('waiting'))),
    );
    const history = await waiting[0]!.fetchHistory();
    expect(history.events?.map(({ eventType }) => eventType)).toHaveLength(2);

    expect(await runPlatformCli(['revoke', 'team-images', '--config', config, '--undo'])).toMatchObject({ code: 0 });
    await expect.poll(async () => await metric('revocations'), { timeout: 5_000 }).toBe(0);
    for (const handle of waiting) await client().workflow.getHandle(handle.workflowId).result();
    const events = await Promise.all(waiting.map(async (handle) => (await handle.fetchHistory()).events ?? []));
    expect(events.flat().filter(({ workflowTaskTimedOutEventAttributes: lost }) => lost !== undefined && lost !== null)).toEqual([]);
  }, 60_000);
});
