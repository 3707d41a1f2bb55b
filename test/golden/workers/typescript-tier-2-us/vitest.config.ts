import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Starting Temporal and bundling the workflows are part of the first test.
    hookTimeout: 120_000,
    testTimeout: 30_000,
  },
});
