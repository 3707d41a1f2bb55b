import { bundleWorkflowCode } from '@temporalio/worker';

// Plain JavaScript, because the build runs it before anything is compiled; tests use it too.
export async function bundleWorkflows({ workflowsPath, logger, customisation }) {
  const options = { workflowsPath, logger, webpackConfigHook: keepLean };
  const { code } = await bundleWorkflowCode(customisation.bundle?.(options) ?? options);
  return code;
}

/**
 * Every workflow run evaluates all modules of the bundle, on replay too, and a worker reads all of it at start: what
 * is unused, and sources that are in git anyway, cost time for nothing.
 *
 * @param {import('@temporalio/worker').WebpackConfiguration} config
 * @returns {import('@temporalio/worker').WebpackConfiguration}
 */
function keepLean(config) {
  const optimization = { providedExports: true, usedExports: true, sideEffects: true, concatenateModules: true };
  return {
    ...config,
    devtool: 'inline-nosources-source-map',
    optimization: { ...config.optimization, ...optimization },
  };
}
