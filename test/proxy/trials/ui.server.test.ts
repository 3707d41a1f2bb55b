import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { stringify } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificates } from '../../support/certificates.ts';
import { freePort } from '../../support/free-port.ts';
import { startPersonProvider } from '../../support/person-provider.ts';
import { physicalName, place } from '../../support/proxy-config.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';
import { startUiServer, type UiServer } from '../../support/ui-server.ts';

const [ada, bob] = ['ada@example.com', 'bob@example.com'];

/** Ada reads images in clear, Bob reads them sealed, and nobody but its workers comes near videos. */
const policy = {
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'trial' },
  spec: {
    roles: [
      { name: 'reader', description: 'Looks at workflows.', allow: [{ rights: ['read'] }] },
      { name: 'decoder', description: 'Reads them in clear.', includes: ['reader'], allow: [{ rights: ['decode'] }] },
      { name: 'service', description: 'Works.', allow: [{ rights: ['read', 'query', 'start', 'signal', 'work', 'decode'] }] },
    ],
    grants: [
      { role: 'decoder', to: [{ subject: ada }], namespaces: ['images'] },
      { role: 'reader', to: [{ subject: bob }], namespaces: ['images'] },
      { role: 'service', to: [{ callers: 'services' }], namespaces: ['images', 'videos'] },
    ],
  },
};

describeWith(['temporal', 'temporal-ui-server', 'chromium'], 'the stock Temporal UI, behind a provider and in front of the proxy', () => {
  const closing: (() => Promise<unknown>)[] = [];
  let world: TrialWorld;
  let ui: UiServer;
  let startUi: (temporal: string) => Promise<UiServer>;
  let browser: Browser;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ui-trial-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const [port, codecPort] = [await freePort(), await freePort()];
    const client = { id: 'temporal-ui', secret: 'secret-of-the-ui', redirectUri: `http://127.0.0.1:${port}/auth/sso/callback` };
    const provider = await startPersonProvider({ webClient: client });
    closing.push(() => provider.close());
    makeCertificates(folder);
    await writeFile(join(folder, 'policy.yaml'), stringify(policy, { aliasDuplicateObjects: false }));
    world = await startWorld(requireTool('temporal') ?? '', {
      change(file) {
        const { issuer } = provider;
        const people = { kind: 'jwt' as const, name: 'people', issuer, audiences: ['temporal'], subjectClaim: 'email', place };
        file.spec.identities.push({ ...people, grants: [{ subject: '*' }] });
        file.spec.access = { documents: [join(folder, 'policy.yaml')] };
        const tls = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') };
        file.spec.codec = { address: `127.0.0.1:${codecPort}`, origins: [`http://127.0.0.1:${port}`], tls };
        return file;
      },
    });
    closing.push(() => world.close());
    startUi = async (temporal) =>
      await startUiServer({
        binary: requireTool('temporal-ui-server') ?? '',
        folder,
        port,
        temporal,
        issuer: provider.issuer,
        client,
        codec: `https://127.0.0.1:${codecPort}`,
      });
    ui = await startUi(world.proxy.address);
    closing.push(() => ui.close());
    browser = await chromium.launch({ executablePath: requireTool('chromium') ?? '', args: ['--no-sandbox'] });
    closing.push(() => browser.close());
    await world.startWorker('ui');
    await world.client().workflow.execute('echo', { taskQueue: 'ui', workflowId: 'seen-1', args: [world.canary] });
  });
  afterAll(async () => {
    for (const end of closing.toReversed()) await end();
  });

  /** A browser of its own, in which somebody has logged in. */
  async function loggedIn(person: string): Promise<Page> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`${ui.origin}/auth/sso`);
    await page.fill('input[name=login]', person);
    await page.fill('input[name=password]', 'any');
    await page.click('button[type=submit]');
    await page.click('button[type=submit]');
    // The page takes the tokens out of a cookie first, and then leaves the address it came back to.
    await page.waitForURL(/[/]namespaces[/]/);
    return page;
  }

  async function history(page: Page, namespace = 'images'): Promise<string> {
    await page.goto(`${ui.origin}/namespaces/${namespace}/workflows/seen-1`);
    await page.getByText('seen-1').first().waitFor();
    await page.waitForLoadState('networkidle');
    return await page.content();
  }

  test('shows whoever may read them the payloads in clear, and its codec endpoint takes the same token', async () => {
    const page = await loggedIn(ada);
    const [codecAnswer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/decode') && response.request().method() === 'POST'),
      history(page),
    ]);
    // Drawn some time after it has come.
    await expect.poll(async () => await page.content(), { timeout: 20_000 }).toContain(world.canary);
    expect(codecAnswer.status()).toBe(200);
    expect(world.proxy.log()).toContain(ada);
  });

  test('shows whoever may not the workflow, and of its payloads ciphertext', async () => {
    const page = await loggedIn(bob);
    await history(page);
    await expect.poll(async () => await page.content(), { timeout: 20_000 }).toContain('mt-domain');
    const text = await page.content();
    expect(text).toContain('echo');
    expect(text).not.toContain(world.canary);
    await expect
      .poll(() => decoded(), { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ reason: 'decode-not-allowed', namespace: 'images' }));
  });

  test('shows nothing to whoever is not logged in', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${ui.origin}/namespaces/images/workflows/seen-1`);
    await page.waitForURL(/[/]login/);
    // A page that still goes somewhere has no content to give.
    await page.waitForLoadState('networkidle');
    expect(await page.content()).not.toContain(world.canary);
    const direct = await fetch(`${ui.origin}/api/v1/namespaces/images/workflows/seen-1/history`);
    expect([direct.status, (await direct.text()).includes('seen-1')]).toEqual([401, false]);
  });

  test('opens by its codec endpoint what it has from Temporal itself, for whoever may read it, and audit has that', async () => {
    await ui.close();
    ui = await startUi(world.server.address);
    const sealed = await history(await loggedIn(bob), physicalName('images'));
    expect(sealed).not.toContain(world.canary);
    const page = await loggedIn(ada);
    await history(page, physicalName('images'));
    await expect.poll(async () => await page.content(), { timeout: 20_000 }).toContain(world.canary);
    const allowed = {
      decision: 'allowed',
      namespace: 'images',
      caller: expect.objectContaining({ subject: ada, kind: 'person' }) as unknown,
    };
    expect(decoded()).toContainEqual(expect.objectContaining(allowed));
  });

  /** What was asked of the codec endpoint, as audit has it. */
  function decoded(): unknown[] {
    const lines = world.proxy.log().split('\n');
    return lines.filter((line) => line.includes('"method":"Decode"')).map((line) => JSON.parse(line) as unknown);
  }
});
