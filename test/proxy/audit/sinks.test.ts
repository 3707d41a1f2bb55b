import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeAppendFile, type AppendFile } from '../../../src/adapters/append-file.ts';
import type { AuditEvent } from '../../../src/proxy/audit/event.ts';
import type { Delivery } from '../../../src/proxy/audit/sinks/delivery.ts';
import { fileDelivery } from '../../../src/proxy/audit/sinks/file.ts';
import { auditLine, queued } from '../../support/audit-queue.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const idsIn = async (path: string) =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter((text) => text.startsWith('{') && text.endsWith('}'))
    .map((text) => (JSON.parse(text) as AuditEvent).id);

test('a file that is moved away is made anew, readable by its owner alone, and nothing is lost between the two', async () => {
  const folder = await temporaryFolder({});
  const path = join(folder, 'audit.jsonl');
  const { queue, lost } = queued(fileDelivery(nodeAppendFile(path), () => performance.now()));
  queue.put(auditLine('1'));
  await expect.poll(() => queue.waiting).toBe(0);
  await rename(path, `${path}.1`);
  queue.put(auditLine('2'));
  queue.put(auditLine('3'));
  await queue.close(1_000);
  expect(await idsIn(`${path}.1`)).toEqual(['1']);
  expect(await idsIn(path)).toEqual(['2', '3']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(lost).toEqual([]);
});

test('while its folder is gone events wait, and go into the file once it is back', async () => {
  const folder = await temporaryFolder({ 'logs/keep': '' });
  const path = join(folder, 'logs/audit.jsonl');
  await rm(join(folder, 'logs'), { recursive: true });
  const { queue, states } = queued(fileDelivery(nodeAppendFile(path), () => performance.now()));
  queue.put(auditLine('1'));
  await expect.poll(() => states.length).toBeGreaterThan(0);
  expect(states[0]).toContain('ENOENT');
  expect(queue.isFailing()).toBe(true);
  await mkdir(join(folder, 'logs'));
  await expect.poll(() => queue.waiting, { timeout: 2_000 }).toBe(0);
  expect(states.at(-1)).toBeUndefined();
  expect(await idsIn(path)).toEqual(['1']);
});

/** A disk that takes so many bytes more. */
function disk(path: string): AppendFile & { room: number } {
  const file = nodeAppendFile(path);
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  return {
    room: 0,
    async append(bytes) {
      const part = bytes.subarray(0, this.room);
      const { written } = await file.append(part);
      this.room -= written;
      return part.length < bytes.length ? { written, error: full } : { written };
    },
    flush: async () => await file.flush(),
    close: async () => await file.close(),
  };
}

test('a line that a full disk cuts off stands there whole afterwards, and what has no room in the queue is counted', async () => {
  const path = join(await temporaryFolder({}), 'audit.jsonl');
  const full = disk(path);
  const lines = ['1', '2', '3', '4'].map((id) => auditLine(id));
  full.room = lines[0]!.text.length + 20;
  const { queue, lost, states } = queued(
    fileDelivery(full, () => performance.now()),
    { lines: 3, characters: 10_000 },
  );
  for (const one of lines) queue.put(one);
  await expect.poll(() => states.length).toBeGreaterThan(0);
  expect(states[0]).toContain('ENOSPC');
  expect(lost).toMatchObject([{ count: 1 }]);
  expect(queue.waiting).toBe(2);
  full.room = 10_000;
  await expect.poll(() => queue.waiting, { timeout: 2_000 }).toBe(0);
  expect(await idsIn(path)).toEqual(['1', '2', '3']);
});

test('a sink that hangs keeps nobody waiting, and an end that comes meanwhile is bounded', async () => {
  const never: Delivery = {
    name: 'file',
    batch: { lines: 10, characters: 1_000 },
    gather: 0,
    longestPause: 10,
    deliver: async () => await new Promise(() => undefined),
    close: async () => await Promise.resolve(),
  };
  const { queue, lost } = queued(never);
  queue.put(auditLine('1'));
  const begun = performance.now();
  await queue.close(50);
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(lost).toMatchObject([{ count: 1 }]);
});
