import { ToolError } from '../../errors/tool-error.ts';

const barWidth = 24;
const nameWidth = 30;

/** How far a run over many workers has come: `  ██████░░  57/112  teams/image-render`. */
export function progressText(done: number, total: number, name: string): string {
  const filled = Math.floor((done / total) * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const shown = name.length > nameWidth ? `…${name.slice(1 - nameWidth)}` : name;
  return `  ${bar}  ${done + 1}/${total}  ${shown}`;
}

/** Most of a run waits for nothing, and Ctrl-C is heard only by whoever waits. */
export async function letSignalsIn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Workers that were done stay done.' });
}
