/** What is wrong with how the worker was set up, each problem with what mends it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export const mendConfig = 'Run `npx gen-temporal-managed-worker config` and commit the result.';
export const mendBuild = 'Run `npm run build`.';
