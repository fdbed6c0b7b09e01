import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,jwt-factory,scenarios,apps,tests}/**/*.test.ts'],
    // Generous: a test that starts processes shares the machine with others. None of them waits for a clock.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
