import { availableParallelism, totalmem } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { LongFirst } from './tests/support/long-first.ts'
import { LONG_TESTS } from './tests/support/long-tests.ts'

const STARTS_PROCESSES = '**/*.process.test.ts'
/** All four processes in one. */
const STARTS_SANDBOX = '**/*.sandbox.test.ts'
/** They start nothing, but take long: too long for whoever waits for `npm run check`. */
const TAKES_LONG = ['**/*.long.test.ts', ...LONG_TESTS]
/** What waits for a limit waits beside the others: all of a file, and not five after five. */
const MANY = 20
/**
 * Half of the time a test waits, for a peer, a process or a page. Three of each core are no quicker where memory is quick, and a quarter
 * slower where it is slow: they push each other out of the caches. With what it starts a worker takes a gigabyte.
 */
const WORKERS = Math.min(2 * availableParallelism(), Math.ceil(totalmem() / 1e9))
/** It puts another module in the place of one of ours. support/words.ts allows it to these alone. */
const REPLACES_MODULES = '**/further-process.process.test.ts'

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    globalSetup: './tests/support/run-folder.ts',
    reporters: ['default', './tests/support/skipped-reporter.ts'],
    // Not how long a test takes but when it hangs: on a machine that has much else to do, too. None waits for a clock.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Files share a worker and what it has loaded: half of the time would go into loading it again for each.
    isolate: false,
    sequence: { sequencer: LongFirst },
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'check',
          include: ['{core,jwt-factory,scenarios,apps,testkit,deploy,tests}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, STARTS_PROCESSES, STARTS_SANDBOX, ...TAKES_LONG],
          maxConcurrency: MANY,
        },
      },
      { extends: true, test: { name: 'long', include: TAKES_LONG, maxConcurrency: MANY } },
      { extends: true, test: { name: 'sandbox', include: [STARTS_SANDBOX] } },
      {
        extends: true,
        test: {
          name: 'process',
          include: [STARTS_PROCESSES],
          exclude: [...configDefaults.exclude, REPLACES_MODULES],
        },
      },
      { extends: true, test: { name: 'process-isolated', include: [REPLACES_MODULES], isolate: true } },
      { extends: true, test: { name: 'soak', include: ['tests/soak/*.soak.ts'], testTimeout: 3_600_000 } },
    ],
  },
})
