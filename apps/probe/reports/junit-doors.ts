import type { BaselineComparison } from './compare-baseline.ts'
import type { DoorFinding } from './door-finding.ts'
import { ROOT_NAME, type JunitSuite } from './junit-text.ts'
import { xmlElement } from './xml-text.ts'

/** What else the suite of a matrix has: doors at which all is well, and what could not be looked at. */
export interface FurtherDoors {
  readonly well: readonly string[]
  readonly notKnown: readonly string[]
  /** Why it is not whole: an error each. */
  readonly gaps: readonly string[]
}

/** Doors of the sandbox that answered a token as they should not: a test each, skipped where the baseline accepts it. */
export function doorSuite(
  wrong: readonly DoorFinding[],
  comparison?: BaselineComparison,
  { well, notKnown, gaps }: FurtherDoors = { well: [], notKnown: [], gaps: [] },
): JunitSuite {
  const accepted = new Map(comparison?.acceptedDoors.map(({ door, because }) => [door.id, because]))
  const skipped = [
    ...wrong.flatMap(({ id, sentence }) => {
      const because = accepted.get(id)
      return because === undefined ? [] : [doorTest(sentence, 'skipped', { message: `accepted: ${because}` })]
    }),
    ...notKnown.map((each) => doorTest(each, 'skipped', { message: 'it could not be looked at' })),
  ]
  const failures = wrong.flatMap(({ id, what, sentence }) =>
    accepted.has(id) ? [] : [doorTest(sentence, 'failure', { message: `${what}: ${sentence}`, type: 'matrix' })],
  )
  const errors = gaps.map((each) => doorTest(each, 'error', { message: 'the matrix is not whole' }))
  const tests = [...failures, ...errors, ...skipped, ...well.map((each) => doorTest(each))]
  const counts = { tests: tests.length, failures: failures.length, errors: errors.length, skipped: skipped.length }
  return { counts, xml: xmlElement('testsuite', { name: `${ROOT_NAME}.matrix`, ...counts }, tests) }
}

const doorTest = (
  name: string,
  outcome?: 'failure' | 'skipped' | 'error',
  about: Record<string, string> = {},
): string =>
  xmlElement(
    'testcase',
    { classname: `${ROOT_NAME}.matrix`, name },
    outcome === undefined ? [] : [xmlElement(outcome, about)],
  )
