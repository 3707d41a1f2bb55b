import { defineConfig } from 'vitest/config';

const minute = 60_000;
const shared = { environment: 'node', restoreMocks: true, unstubEnvs: true } as const;

/** Four kinds of tests, told apart by their file's name; each kind starts when the one before it has ended. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{long,server}.test.ts', 'test/e2e/**', 'test/golden/**', '**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          // One worker fewer than cores is the default, which on two cores runs one file at a time.
          maxWorkers: '100%',
          // A worker runs many files and imports what they share once: to import it anew for each took more than all the tests.
          // So a file puts back what it changes in its process.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          exclude: ['test/golden/**', '**/node_modules/**'],
          testTimeout: 5 * minute,
          hookTimeout: 5 * minute,
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'server',
          include: ['test/**/*.server.test.ts'],
          globalSetup: ['./test/support/find-temporal-once.ts'],
          exclude: ['test/e2e/**', 'test/golden/**', '**/node_modules/**'],
          testTimeout: 3 * minute,
          hookTimeout: 5 * minute,
          // Two at a time, though the default on two cores is one: these files wait for servers more than they compute, and
          // each has its own servers, ports and folders.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          globalSetup: ['./test/support/find-temporal-once.ts', './test/support/pack-once.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 10 * minute,
          hookTimeout: 10 * minute,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
    reporters: ['./test/support/missing-tools-reporter.ts', 'default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // No table on the terminal: the last thing a run prints is the summary of its tests.
      reporter: ['json-summary', 'html', 'lcovonly'],
      reportOnFailure: true,
      thresholds: { lines: 90 },
    },
  },
});
