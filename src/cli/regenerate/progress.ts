const barWidth = 24;
const nameWidth = 30;

/** How far a run over many workers has come: `  ██████░░  57/112  teams/image-render`. */
export function progressText(done: number, total: number, name: string): string {
  const filled = Math.floor((done / total) * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const shown = name.length > nameWidth ? `…${name.slice(1 - nameWidth)}` : name;
  return `  ${bar}  ${done + 1}/${total}  ${shown}`;
}
