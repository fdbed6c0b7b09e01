import { CATALOGUE } from '#attacks'
import { nextTurn, systemClock, type Clock } from '#core/clock'
import type { Hiding } from '../../apps/probe/create-hiding.ts'
import { runCatalogue } from '../../apps/probe/engine/run-catalogue.ts'
import type { ProbeReport } from '../../apps/probe/probe-report.ts'
import { inProcessSender } from './in-process-sender.ts'
import { casesWithKnownIds } from './known-tokens.ts'
import { SIDES } from './sides.ts'
import { openTestIssuerSide } from './test-issuer-side.ts'
import { createTwin } from './twin.ts'
import type { SwitchName } from './switches.ts'
import type { SideName } from './weakness.ts'

/** Nothing in memory takes time, so nobody waits for it. */
const IMPATIENT: Clock = { ...systemClock, delay: () => nextTurn() }

/** What a report shows of an answer decides nothing about it: create-hiding.test.ts and whoever probes over a wire see to that. */
const NOTHING_HIDDEN: Hiding = { shown: (text) => text, sentence: (text) => text }

/** Runs the cases that a side is about against a twin with these weaknesses. @throws CannotProbe */
export function probeTwin(side: SideName, switches: readonly SwitchName[]): Promise<ProbeReport> {
  const { issuerSide, parts } = openTestIssuerSide(side)
  const sender = inProcessSender(createTwin(parts, new Set(switches)))
  const cases = casesWithKnownIds(CATALOGUE.filter((attack) => SIDES[side].isAbout(attack)))
  const target = { url: 'https://serviceb.sandbox.test/scenario7-server', method: 'GET' }
  return runCatalogue({ cases, sender, issuerSide, clock: IMPATIENT, target, rate: 'max', promisedSeconds: 60, hiding: NOTHING_HIDDEN }) // prettier-ignore
}
