import { xmlElement } from './xml-text.ts'

/** The name of everything in it, as a list of tests shows it. */
export const ROOT_NAME = 'probe'

export interface SuiteCounts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

export interface JunitSuite {
  readonly counts: SuiteCounts
  readonly xml: string
}

export const junitSeconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3)

/** All suites of a run as one document, with their sums. */
export function junitText(suites: readonly JunitSuite[], milliseconds: number): string {
  const total = (key: keyof SuiteCounts) => suites.reduce((sum, each) => sum + each.counts[key], 0)
  const counts = { tests: total('tests'), failures: total('failures'), errors: total('errors'), skipped: total('skipped') } // prettier-ignore
  const root = { name: ROOT_NAME, ...counts, time: junitSeconds(milliseconds) }
  const all = xmlElement('testsuites', root, suites.map(({ xml }) => xml)) // prettier-ignore
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`
}
