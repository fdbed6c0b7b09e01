import type { ProbeReport } from '../../../apps/probe/probe-report.ts'
import type { TestSandbox } from '../../support/sandbox.ts'
import { LEFT_OUT_AT_RINGS, SHORT_ISSUER } from '../../support/strict-run.ts'

/** A running party that does as another system does, and how the probe comes to it. */
export interface ProbedParty {
  probe(sandbox: TestSandbox): Promise<ProbeReport>
  /** So many cases are sent at least. */
  readonly sent: number
  /** Why cases are left out: for these reasons, and no others. */
  readonly notRun: readonly string[]
}

/** Why cases are left out where a ring signs. */
export const NOT_RUN_BY_RINGS: readonly string[] = [...LEFT_OUT_AT_RINGS, SHORT_ISSUER]

const OF_OTHER_KEYS = new Set(['the target has not enabled RS256', 'it takes an RSA key that the issuer publishes'])

/** The same where an RSA key signs. */
export const notRunByRsa = (reasons: readonly string[]): readonly string[] => [
  ...reasons.filter((each) => !OF_OTHER_KEYS.has(each)),
  'the target has not enabled ES256',
  'the issuer has no key for ES256: name it with --algorithms, if the target takes it',
]
