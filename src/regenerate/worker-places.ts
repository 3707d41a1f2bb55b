/** Folders, by their path, in which no worker is looked for. */
export function isNoHome(path: string): boolean {
  return /(^|\/)(node_modules|\.git|\.venv|dist)$/.test(path) || /(^|\/)\.managed-worker\/(staging|base|pending|locks)$/.test(path);
}
