import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { nextTurn, systemClock, type Clock } from '#core/clock'
import { runCatalogue } from '../../apps/probe/engine/run-catalogue.ts'
import type { ProbeReport } from '../../apps/probe/probe-report.ts'
import { guardTarget } from '../../apps/probe/target/guard-target.ts'
import { openSender } from '../../apps/probe/target/open-sender.ts'
import { AUTHORIZATION } from '../../apps/probe/target/probe-target.ts'
import { certifiedFolder } from '../support/folders.ts'
import { findingsOf } from '../findings/find-in-twin.ts'
import { expectedOf } from './finds-exactly.ts'
import { listenAsTwin } from './listening-twin.ts'
import type { SwitchName } from './switches.ts'
import { openTestIssuerSide } from './test-issuer-side.ts'
import { createTwin } from './twin.ts'

// What is found in a twin within a process is found in one that listens, by the sender of the command.

let folder: string
beforeAll(async () => void (folder = await certifiedFolder()))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Of what is at hand nobody has to wait for anything; the sender has the real time. */
const IMPATIENT_RUN: Clock = { ...systemClock, delay: () => nextTurn() }

async function probeListening(switches: readonly SwitchName[], ids: ReadonlySet<string>): Promise<ProbeReport> {
  const { issuerSide, parts } = openTestIssuerSide('plain')
  const { path } = issuerSide.world().target
  const twin = await listenAsTwin(createTwin(parts, new Set(switches)), path, join(folder, 'tls'))
  const guarded = await guardTarget(twin.url, false)
  const asked = { method: 'GET', tokenHeader: AUTHORIZATION, extraHeaders: [], tls: { ca: [twin.ca] } }
  const sender = openSender({ ...guarded, ...asked }, systemClock)
  const cases = CATALOGUE.filter(({ id }) => ids.has(id))
  const target = { url: twin.url, method: 'GET' }
  try {
    return await runCatalogue({ cases, sender, issuerSide, clock: IMPATIENT_RUN, target, rate: 'max', promisedSeconds: 60 }) // prettier-ignore
  } finally {
    await sender.close()
    twin.close()
  }
}

/** Some of each kind, and most of those that are about what comes over a wire. Nobody waits five seconds for what hangs. */
const SENT_OVER_THE_WIRE: readonly SwitchName[] = [
  ...(['scheme-any', 'header-first', 'header-last', 'comma-ends-it', 'query-taken', 'cookie-taken'] as const),
  ...(['white-space-of-javascript', 'last-word-is-it', 'bytes-fall-over', 'forwarded-token-taken'] as const),
  ...(['identity-from-a-header', 'identity-overwritten', 'identity-lost', 'path-compared-as-text'] as const),
  ...(['method-get-alone', 'answer-repeats-token', 'answer-without-challenge', 'answer-with-two-challenges'] as const),
  ...([
    'header-large-drops',
    'signature-unchecked',
    'crit-ignored',
    'aud-star',
    'iss-unchecked',
    'sub-optional',
  ] as const),
  ...([
    'sub-trimmed',
    'jti-optional',
    'iat-optional',
    'scope-substring',
    'refuses-aud-lists',
    'refuses-actors',
  ] as const),
]

/** Right in all of these twins, but for those that are about them. */
const ALWAYS_SENT = ['alg-none', 'exp-past', 'seg-four', 'ok-es256']

const idOf = (finding: string) => finding.split(':', 1)[0] ?? finding
const unclearIn = ({ cases }: ProbeReport) =>
  cases.filter(({ verdict }) => verdict === 'inconclusive').map(({ id }) => id)

test.each(SENT_OVER_THE_WIRE)('what %s opens is found over the wire: that, and nothing else', async (name) => {
  const report = await probeListening([name], new Set([...expectedOf(name).map(idOf), ...ALWAYS_SENT]))
  expect(report.stopped).toBeUndefined()
  expect(findingsOf(report)).toEqual(expectedOf(name))
  expect(unclearIn(report)).toEqual([])
})

test('a twin without a weakness has no finding over the wire either', async () => {
  const report = await probeListening([], new Set(SENT_OVER_THE_WIRE.flatMap(expectedOf).map(idOf)))
  expect(report.stopped).toBeUndefined()
  expect(findingsOf(report)).toEqual([])
  expect(unclearIn(report)).toEqual([])
})
