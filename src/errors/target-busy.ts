import { ToolError } from './tool-error.ts';

/** `folder` is the lock that the holder has taken on `path`. */
export function targetBusy(path: string, folder: string, holder: { readonly pid: number; readonly host: string }): ToolError {
  return new ToolError('TARGET_BUSY', `another run (process ${holder.pid} on ${holder.host}) changes ${path}`, {
    hint: `Wait for it to end; if there is none, delete ${folder}. Nothing was written.`,
  });
}
