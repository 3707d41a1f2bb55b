import type { Reporter, TestModule, Vitest } from 'vitest/node';
import type {} from './tools.ts';

/** Says, before the summary, which heavy tools were missing and which test files they left out. */
export default class MissingToolsReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const missing = new Map<string, { install: string; files: Set<string> }>();
    for (const module of modules) {
      for (const { tool, install } of module.meta().missingTools ?? []) {
        const entry = missing.get(tool) ?? { install, files: new Set() };
        entry.files.add(module.relativeModuleId);
        missing.set(tool, entry);
      }
    }
    if (missing.size > 0) this.#vitest?.logger.log(report(missing));
  }
}

function report(missing: ReadonlyMap<string, { install: string; files: ReadonlySet<string> }>): string {
  const blocks = [...missing].toSorted().flatMap(([tool, { install, files }]) => [
    `  ${tool}: ${install}`,
    ...[...files].toSorted().map((file) => `    left out in ${file}`),
  ]);
  return ['', '!! TESTS WERE LEFT OUT: heavy tools are missing (REQUIRE_TOOLS=1 makes this a failure)', ...blocks].join('\n');
}
