import { defineConfig } from 'vitest/config';

/** The fast tests alone, for `npm run mutation`: those that look at the project as a whole would see the mutants' folder. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/{domain,errors}/**/*.test.ts', 'test/declarations/{plan,rules,worker-problems}.test.ts'],
    exclude: ['test/**/*.server.test.ts', '**/node_modules/**'],
    testTimeout: 20_000,
  },
});
