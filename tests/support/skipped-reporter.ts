import type { Reporter, TestCase, TestModule } from 'vitest/node'

const SKIPPED = /\(SKIPPED: ([^)]+)\)/

/** Tells at the end of a run which tests were skipped, and why. */
export default class SkippedReporter implements Reporter {
  #isPartial = false

  onInit({ config }: { config: { testNamePattern?: unknown } }): void {
    this.#isPartial = config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#isPartial) return // whoever picks tests by name knows why the others did not run
    const skipped = modules.flatMap(({ children }) => [...children.allTests('skipped')])
    for (const [why, tests] of Map.groupBy(skipped, reasonOf)) {
      console.log(`\nSkipped (${why}):`)
      for (const test of tests)
        console.log(`  ${test.module.relativeModuleId} > ${test.fullName.replace(SKIPPED, '').trim()}`)
    }
  }
}

/** From `skip(note)`, or from the name that support/needs.ts has given to the test or to a suite around it. */
function reasonOf(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return note ?? SKIPPED.exec(test.fullName)?.[1] ?? 'no reason is given'
}
