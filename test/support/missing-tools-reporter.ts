import type { Reporter, TestModule, Vitest } from 'vitest/node';
import type { MissingTool } from './tools.ts';

interface Left extends Pick<MissingTool, 'install'> {
  files: Set<string>;
}

/** Says, before the summary, which heavy tools were missing and which test files they left out. */
export default class MissingToolsReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const missing = new Map<string, Left>();
    for (const module of modules) {
      for (const { tool, install } of module.meta().missingTools ?? []) {
        const entry = missing.get(tool) ?? { install, files: new Set<string>() };
        entry.files.add(module.relativeModuleId);
        missing.set(tool, entry);
      }
    }
    if (missing.size > 0) this.#vitest?.logger.log(report(missing));
  }
}

function report(missing: ReadonlyMap<string, Left>): string {
  const blocks = [...missing]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([tool, { install, files }]) => [`  ${tool}: ${install}`, ...[...files].toSorted().map((file) => `    left out in ${file}`)]);
  return ['', '!! TESTS WERE LEFT OUT: heavy tools are missing (REQUIRE_TOOLS=1 makes this a failure)', ...blocks].join('\n');
}
