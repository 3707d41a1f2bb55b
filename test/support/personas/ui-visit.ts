import type { BrowserContext, Locator, Page } from 'playwright-core';
import { canaries, failedWorkflow } from './persona-world.ts';
import type { UiWorld } from './ui-world.ts';

/** Of another type than the run that has failed. */
export const otherRun = 'running-Secret';

/** What the UI shows somebody who has logged in. */
export interface SeenInUi {
  readonly namespaces: Listed;
  /** Ids in its lists of workflows. */
  readonly images: Listed;
  readonly videos: Listed;
  /** The page of a run that has failed: what of it is in clear. */
  readonly failed: Readable | Opened;
  /** The page of `otherRun`, for those whose list leaves it out. */
  readonly leftOut: Opened | undefined;
}

interface Readable {
  readonly clear: readonly string[];
  readonly hasSealed: boolean;
}

type Listed = readonly string[] | Opened;
type Opened = 'shown' | 'not there' | 'refused';

export interface Visit {
  readonly seen: SeenInUi;
  /** All that Temporal's API and the codec endpoint have sent this browser, drawn or not. */
  readonly received: string;
  /** HTTP statuses of the codec endpoint. */
  readonly codec: ReadonlySet<number>;
}

/** Logs somebody in, in a browser context of their own, and opens the same pages for everybody; waits for what is `expected` to be drawn, and shows what is. */
export async function visit({ ui: { origin }, browser }: UiWorld, name: string, expected: SeenInUi['failed']): Promise<Visit> {
  const context = await browser.newContext({ baseURL: origin, ignoreHTTPSErrors: true });
  try {
    const received: Promise<string>[] = [];
    const codec = new Set<number>();
    context.on('response', (response) => {
      const isDecoded = response.url().endsWith('/decode');
      if (isDecoded) codec.add(response.status());
      // What came for a page that was left is gone before it can be read.
      if (isDecoded || response.url().includes('/api/v1/')) received.push(response.text().catch(() => ''));
    });
    const seen = await look(await logIn(context, name), expected);
    return { seen, received: (await Promise.all(received)).join('\n'), codec };
  } finally {
    await context.close();
  }
}

async function logIn(context: BrowserContext, name: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto('/auth/sso');
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', 'any');
  await page.click('button[type=submit]');
  await page.click('button[type=submit]');
  // The page takes the tokens out of a cookie first, and then leaves the address it came back to.
  await page.waitForURL(/[/](?:namespaces[/]|select-namespace|login[?])/, { waitUntil: 'commit' });
  return page;
}

async function look(page: Page, expected: SeenInUi['failed']): Promise<SeenInUi> {
  // The UI opens the list of the first namespace by itself, and leaves it again when that is refused.
  const images = new URL(page.url()).pathname === listOf('images') ? await workflowsIn(page, 'images') : 'refused';
  const namespaces = await namespacesIn(page);
  const failed = await open(page, `${listOf('images')}/${failedWorkflow}`, page.getByText('Event History').first());
  const readable = failed === 'shown' ? await read(page, expected) : failed;
  const videos = await workflowsIn(page, 'videos');
  const isLeftOut = typeof images === 'object' && !images.includes(otherRun);
  const leftOut = isLeftOut ? await open(page, `${listOf('images')}/${otherRun}`, page.getByText('Event History').first()) : undefined;
  return { namespaces, images, failed: readable, videos, leftOut };
}

function listOf(namespace: string): string {
  return `/namespaces/${namespace}/workflows`;
}

async function workflowsIn(page: Page, namespace: string): Promise<Listed> {
  const links = page.locator(`main table a[href^="${listOf(namespace)}/"]`);
  const opened = await open(page, listOf(namespace), links.first());
  // A row links twice to its run, by both its ids.
  return opened === 'shown' ? [...new Set((await targetsOf(links)).map((target) => target.split('/')[4] ?? ''))].toSorted(byName) : opened;
}

async function namespacesIn(page: Page): Promise<Listed> {
  const links = page.locator('main:has([data-testid=namespace-selector-title]) table a');
  const opened = await open(page, '/namespaces', links.or(page.getByText('No Namespaces Found')).first());
  return opened === 'shown' ? (await targetsOf(links)).map((target) => target.split('/')[2] ?? '').toSorted(byName) : opened;
}

async function targetsOf(links: Locator): Promise<string[]> {
  return await Promise.all((await links.all()).map(async (link) => (await link.getAttribute('href')) ?? ''));
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}

async function read(page: Page, expected: SeenInUi['failed']): Promise<Readable> {
  if (typeof expected === 'object') {
    const clear = Object.entries(canaries).flatMap(([what, text]) => (expected.clear.includes(what) ? [text] : []));
    const texts = [...clear, ...(expected.hasSealed ? ['mt-domain'] : [])];
    // Drawn some time after it has come.
    await Promise.all(texts.map(async (text) => await page.getByText(text).first().waitFor({ state: 'attached' })));
  }
  const content = await page.content();
  return { clear: canariesIn(content), hasSealed: content.includes('mt-domain') };
}

/** Names of the canaries in a text, in clear or as bytes in JSON. */
export function canariesIn(content: string): string[] {
  return Object.entries(canaries).flatMap(([what, text]) => {
    const encoded = Buffer.from(JSON.stringify(text)).toString('base64');
    return content.includes(text) || content.includes(encoded) ? [what] : [];
  });
}

/** Goes to a page and waits until it shows what is meant, that there is no such thing, or why somebody may not see it. */
async function open(page: Page, path: string, meant: Locator): Promise<Opened> {
  await follow(page, path);
  const missing = page.getByText('Uh oh');
  // A refusal is told on a page that is loaded anew; the one that was left may tell another.
  const refusal = page.locator('html:not([data-left])').getByText(/ may not | is revoked/);
  await meant.or(missing).or(refusal).first().waitFor();
  if (await refusal.isVisible()) return 'refused';
  return (await missing.isVisible()) ? 'not there' : 'shown';
}

/** As a link on the page would: to load all of the UI anew for each page takes most of the time. */
async function follow(page: Page, path: string): Promise<void> {
  if (new URL(page.url()).pathname === path) return;
  await page.evaluate(`{
    document.documentElement.dataset.left = 'yes';
    const link = document.body.appendChild(document.createElement('a'));
    link.href = ${JSON.stringify(path)};
    link.click();
    link.remove();
  }`);
}
