import { resolve } from 'node:path';
import { nodeWorkerModules } from '../adapters/worker-modules.ts';
import { findWorker, type ConfigInput } from '../declarations/declarations.ts';
import type { Deps } from './deps.ts';
import { loadPlatform } from './load-platform.ts';
import { templateSource } from './template-source.ts';

export interface ConfigFlags {
  platform?: string | undefined;
  templates?: string | undefined;
}

/** Everything that making the config of the worker in `directory` takes. */
export async function configInput(deps: Deps, directory: string, flags: ConfigFlags): Promise<ConfigInput> {
  const { findTemplate } = await import('../templates/templates.ts');
  const { files, processes, bytes, signal, tool } = deps;
  const found = await findWorker(resolve(deps.cwd, directory), files);
  const { document } = await loadPlatform(deps, flags.platform, found.root);
  const kubernetesTemplate = await findTemplate('kubernetes', await templateSource(deps, flags.templates, found.root));
  return {
    found,
    platform: document.spec,
    kubernetesTemplate,
    files,
    processes,
    bytes,
    signal,
    modules: nodeWorkerModules,
    toolRoot: tool.root,
  };
}
