import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keyRingFile } from '../../src/dev/local-servers.ts';
import { ToolError } from '../../src/errors/tool-error.ts';
import { failureOf } from '../support/failure.ts';
import { isRunning } from '../support/running.ts';
import { describeWith } from '../support/tools.ts';
import { type SampleLoop, sampleTree, startLoop, workerDocuments, workerScript } from './sample-loop.ts';

describeWith(['temporal'], 'a local loop', () => {
  test('starts Temporal, the proxy and the worker, says where the UI is, and ends all on an interrupt', async () => {
    process.env['TEMPORAL_API_KEY'] = 'for production only';
    onTestFinished(() => void delete process.env['TEMPORAL_API_KEY']);
    const loop = await startLoop();
    await loop.until('ready: save a file');
    const [, port] = (loop.running?.address ?? '').split(':');
    expect(loop.lines).toContainEqual(
      expect.stringMatching(/^dev {6}\| UI http:\/\/localhost:\d+\/namespaces\/images-dev-local\/workflows$/),
    );
    expect(loop.lines).toContain(
      `dev      | proxy localhost:${port}, which seals every payload with the key in .managed-worker/dev/keys.yaml`,
    );
    expect(loop.lines).toContainEqual(
      expect.stringMatching(
        new RegExp(`^worker {3}\\| \\d\\d:\\d\\d:\\d\\d INFO worker starting  pid=\\d+ address=localhost:${port} namespace=images$`),
      ),
    );
    expect(loop.lines.at(-1)).toContain(`\`TEMPORAL_ADDRESS=localhost:${port} npm run start-workflow\` runs the sample`);
    expect((await fetch(loop.running?.ui ?? '')).status).toBe(200);
    await expect(access(join(loop.root, '.managed-worker/dev.db'))).resolves.toBeUndefined();
    expect([loop.serverPid, ...loop.proxyPids, ...loop.workerPids()].map(isRunning)).toEqual([true, true, true]);
    loop.stop();
    await loop.ended;
    expect([loop.serverPid, ...loop.pids].filter(isRunning)).toEqual([]);
    expect(loop.lines.at(-1)).toContain('worker stopped');
    await expect(access(join(loop.root, '.managed-worker/dev.db.lock'))).rejects.toThrow('ENOENT');
    expect(loop.lines.filter((line) => line.startsWith('temporal'))).toEqual([]);
  });

  test('the key is for its owner alone, in no repository, and the same at the next start', async () => {
    const first = await startLoop();
    await first.until('ready: save a file');
    first.stop();
    await first.ended;
    const ring = join(first.root, keyRingFile);
    expect(((await stat(ring)).mode & 0o777).toString(8)).toBe('600');
    expect(await readFile(join(dirname(ring), '.gitignore'), 'utf8')).toBe('*\n');
    const before = await readFile(ring, 'utf8');
    const second = await startLoop({}, { root: first.root });
    await second.until('ready: save a file');
    expect(await readFile(ring, 'utf8')).toBe(before);
  });

  test('a database from before the proxy goes on with it, and keeps what it has', async () => {
    const before = await startLoop(sampleTree(), { hasProxy: false });
    await before.until('ready: save a file');
    before.stop();
    await before.ended;
    const after = await startLoop({}, { root: before.root });
    await after.until('ready: save a file');
    const namespaces = new URL('/api/v1/namespaces', after.running?.ui);
    // The UI comes up after the server, and knows a new namespace after a moment.
    await vi.waitFor(async () => {
      const names = await (await fetch(namespaces)).text();
      expect([names.includes('"images"'), names.includes('"images-dev-local"')]).toEqual([true, true]);
    }, 20_000);
  });

  test('without a proxy the worker is connected to Temporal itself, in the namespace as the code names it', async () => {
    const loop = await startLoop(sampleTree(), { hasProxy: false });
    await loop.until('ready: save a file');
    expect(loop.running?.temporal).toEqual({ address: loop.running?.address, namespace: 'images' });
    expect(loop.running?.ui).toMatch(/\/namespaces\/images\/workflows$/);
    expect(loop.proxyPids).toEqual([]);
    expect(loop.lines.join('\n')).not.toContain('proxy');
    await expect(access(join(loop.root, '.managed-worker/dev'))).rejects.toThrow('ENOENT');
  });

  test('a saved file is a new worker', async () => {
    const loop = await startLoop();
    await loop.until('ready: save a file');
    await loop.save('src/main.js', workerScript("say('second version');"));
    await loop.until('reloaded in');
    expect(loop.lines).toContainEqual('dev      | src/main.js changed');
    await loop.until('second version');
    const [first, second] = loop.workerPids();
    expect([isRunning(first), isRunning(second)]).toEqual([false, true]);
  });

  test('a config error is shown and the old worker keeps running, until it is mended', async () => {
    let isBroken = false;
    const problem = { file: 'contracts/src/render.ts', line: 4, message: 'taskQueue is missing' };
    const loop = await startLoop(sampleTree(), {
      makeConfig: () =>
        isBroken
          ? Promise.reject(new ToolError('DECLARATION_INVALID', 'a declaration cannot be used', { problems: [problem] }))
          : Promise.resolve(['config/workers.yaml']),
    });
    await loop.until('ready: save a file');
    isBroken = true;
    await loop.save('contracts/src/render.ts', '1');
    await loop.until('config   |   contracts/src/render.ts:4  taskQueue is missing');
    await loop.until('the worker runs on as it was');
    expect(loop.workerPids().map(isRunning)).toEqual([true]);
    isBroken = false;
    await loop.save('contracts/src/render.ts', '2');
    await loop.until('reloaded in');
    expect(loop.workerPids().map(isRunning)).toEqual([false, true]);
    expect(loop.lines).toContainEqual('config   | wrote config/workers.yaml');
  });

  test('a build that fails is shown and the old worker keeps running', async () => {
    const loop = await startLoop();
    await loop.until('ready: save a file');
    await loop.save('src/main.js', '// does not build');
    await loop.until('build    |   src/main.js:1: it does not build');
    await loop.until('the worker runs on as it was');
    expect(loop.workerPids().map(isRunning)).toEqual([true]);
  });

  test('a new worker that does not come up waits for the next save', async () => {
    const loop = await startLoop();
    await loop.until('ready: save a file');
    await loop.save('src/main.js', "throw new Error('not like this');");
    await loop.until('worker image-render ended with exit code 1 before it was ready; mend it and save');
    await loop.until(/^worker {3}\| Error: not like this$/);
    await loop.save('src/main.js', workerScript());
    await loop.until('reloaded in');
    expect(isRunning(loop.workerPids().at(-1))).toBe(true);
  });

  test('every Worker document has a process and a prefix, and one that config adds is started in its namespace', async () => {
    const loop = await startLoop(sampleTree(workerScript(), workerDocuments('image-render', 'image-gpu')));
    await loop.until(/^image-render \| .*worker ready/);
    await loop.until(/^image-gpu {4}\| .*worker ready/);
    await loop.until('ready: save a file');
    await writeFile(join(loop.root, 'config/workers.yaml'), workerDocuments('image-render', 'elsewhere'));
    await loop.save('src/more.js', '');
    await loop.until(/^elsewhere {4}\| .*namespace=other-namespace/);
    await loop.until('reloaded in');
    expect(loop.workerPids().map(isRunning)).toEqual([false, false, true, true]);
    // The new namespace needs a key and a place in the config of the proxy.
    expect(loop.proxyPids.map(isRunning)).toEqual([false, true]);
    expect(await readFile(join(loop.root, keyRingFile), 'utf8')).toContain('id: local-other-namespace');
  });

  test.each([
    {
      title: 'the worker',
      victim: (loop: SampleLoop) => loop.workerPids()[0],
      says: 'worker image-render ended by itself, killed by a signal',
    },
    { title: 'the proxy', victim: (loop: SampleLoop) => loop.proxyPids[0], says: 'proxy ended by itself, killed by a signal' },
    { title: 'Temporal', victim: (loop: SampleLoop) => loop.serverPid, says: 'temporal ended by itself, killed by a signal' },
  ])('when $title dies, all else is stopped and the error names it', async ({ victim, says }) => {
    const loop = await startLoop();
    await loop.until('ready: save a file');
    process.kill(victim(loop) ?? 0, 'SIGKILL');
    expect(await failureOf(loop.ended)).toBe(`error CHILD_DIED  ${says}\n  Its last lines stand above. Everything else was stopped.`);
    expect(loop.pids.filter(isRunning)).toEqual([]);
  });

  test('a worker that does not come up at the start is the end', async () => {
    const loop = await startLoop(sampleTree("console.error('no such module'); process.exit(2)"));
    expect(await failureOf(loop.ended)).toContain('worker image-render ended by itself, with exit code 2');
    expect(loop.lines).toContainEqual('worker   | no such module');
  });

  test('a worker that ignores SIGTERM is killed after a grace', async () => {
    const loop = await startLoop(sampleTree(workerScript("process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => 0);")));
    await loop.until('ready: save a file');
    loop.stop();
    await loop.ended;
    expect(loop.pids.filter(isRunning)).toEqual([]);
  });

  test('a broken config at the start is an error and nothing keeps running', async () => {
    const loop = await startLoop(sampleTree(), {
      makeConfig: () => Promise.reject(new ToolError('DECLARATION_INVALID', 'a declaration cannot be used')),
    });
    expect(await failureOf(loop.ended)).toBe('error DECLARATION_INVALID  a declaration cannot be used');
  });

  test('a port that was asked for and is taken is an error that names its holder', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const loop = await startLoop(sampleTree(), { ports: { port, uiPort: undefined } });
    expect(await failureOf(loop.ended)).toMatch(
      new RegExp(`error PORT_IN_USE {2}port ${port}, wanted for the proxy, is taken by .+ \\(process ${process.pid}\\)`),
    );
  });

  test('an interrupt while everything is starting leaves nothing', async () => {
    const loop = await startLoop();
    while (loop.pids.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    loop.stop();
    await loop.ended;
    expect(loop.pids.filter(isRunning)).toEqual([]);
  });

  test('a second loop in the same folder is refused', async () => {
    const loop = await startLoop({ ...sampleTree(), [`.managed-worker/dev.db.lock/1@${encodeURIComponent(hostname())}`]: '' });
    expect(await failureOf(loop.ended)).toMatch(/^error TARGET_BUSY {2}`dev` runs in .* already \(process 1 on /);
    expect(loop.pids).toEqual([]);
  });

  test('a worker whose dependencies are not installed is told what to run', async () => {
    const { 'node_modules/.keep': _, ...tree } = sampleTree();
    const loop = await startLoop(tree);
    expect(await failureOf(loop.ended)).toMatch(/^error TOOLCHAIN_MISSING .*no node_modules in .*\n {2}Run `npm install` in that folder/);
  });
});
