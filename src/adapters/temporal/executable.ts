import { open } from 'node:fs/promises';
import type { Machine } from './release.ts';

const elfCpus: Readonly<Record<number, string>> = { 0x03: 'ia32', 0x28: 'arm', 0x3e: 'x64', 0xb7: 'arm64', 0xf3: 'riscv64' };
const machCpus: Readonly<Record<number, string>> = { 0x01_00_00_07: 'x64', 0x01_00_00_0c: 'arm64' };

/**
 * What a program file was built for, read from its first bytes; `undefined` for scripts and whatever else.
 * Asked before running one, because the C library hands a file the kernel refuses to `sh`, which makes a riddle of it.
 */
export async function builtFor(path: string): Promise<Machine | undefined> {
  const head = await firstBytes(path, 20);
  if (head.length < 20) return undefined;
  if (head.readUInt32BE(0) === 0x7f_45_4c_46) {
    const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
    return { os: 'linux', cpu: elfCpus[machine] ?? `ELF machine ${machine}` };
  }
  if (head.readUInt32LE(0) === 0xfe_ed_fa_cf) {
    const type = head.readUInt32LE(4);
    return { os: 'darwin', cpu: machCpus[type] ?? `Mach-O type ${type}` };
  }
  return head.toString('latin1', 0, 2) === 'MZ' ? { os: 'win32', cpu: 'unknown' } : undefined;
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
