import { bundleWorkflowCode } from '@temporalio/worker';

/**
 * The workflow bundle's code. Plain JavaScript, because the build runs it before anything is compiled; tests use it too.
 *
 * @param {string} workflowsPath absolute path of `src/generated/workflows.ts`
 * @param {import('@temporalio/worker').Logger} [logger]
 * @returns {Promise<string>}
 */
export async function bundleWorkflows(workflowsPath, logger) {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    webpackConfigHook: keepLean,
    ...(logger === undefined ? {} : { logger }),
  });
  return code;
}

/**
 * Every workflow run evaluates all modules of the bundle, on replay too: unused ones cost time for nothing.
 *
 * @param {import('@temporalio/worker').WebpackConfiguration} config
 * @returns {import('@temporalio/worker').WebpackConfiguration}
 */
function keepLean(config) {
  return {
    ...config,
    optimization: { ...config.optimization, providedExports: true, usedExports: true, sideEffects: true },
  };
}
