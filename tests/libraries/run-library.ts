import { CATALOGUE, type Attack, type AttackTarget } from '#attacks'
import { systemClock } from '#core/clock'
import { openServedSide, servedIssuerUrl } from '../../apps/probe/issuer/served-side.ts'
import { runCatalogue } from '../../apps/probe/engine/run-catalogue.ts'
import {
  verdictOnLibrary,
  type LibraryResult,
  type LibraryRun,
  type LibraryVerdict,
} from '../../apps/probe/libraries/library-table.ts'
import type { ProbeReport } from '../../apps/probe/probe-report.ts'
import { guardTarget } from '../../apps/probe/target/guard-target.ts'
import { openSender } from '../../apps/probe/target/open-sender.ts'
import { AUTHORIZATION } from '../../apps/probe/target/probe-target.ts'
import { freePorts } from '../support/ports.ts'
import type { LibraryTarget } from './library-target.ts'

const AUDIENCE = 'https://api.example.com'

/** Most read a key set again after half a minute at the earliest, and there are thirty such cases. */
const KEY_SET_STAYS = 'the key set of the issuer is not changed here: that is what npm run probe -- --keys is for'

/** What all of them are asked for: an access token (RFC 9068), for one audience, of an issuer that is there for the run. */
const attackTarget = (issuer: string, { algorithms, scope }: LibraryTarget): AttackTarget => ({
  issuer,
  audience: AUDIENCE,
  otherAudience: 'https://other.example.com',
  type: 'at+jwt',
  path: '/',
  leewaySeconds: 30,
  algorithms,
  ...(scope !== undefined && { scope }),
})

/** Sends the cases to a small service that is started for it, as quickly as it answers. */
async function probeOnce(target: LibraryTarget, cases: readonly Attack[]): Promise<ProbeReport> {
  const [port = 0, placeholder = 0] = await freePorts(2)
  const side = await openServedSide({
    target: attackTarget(servedIssuerUrl(port), target),
    targetUrl: new URL(`http://localhost:${placeholder}/`),
    also: new Set(target.scope === undefined ? [] : (['scope'] as const)),
    clock: systemClock,
    port,
  })
  try {
    const { issuer, jwks } = side.served
    const running = await target.start({ issuer, jwksUri: jwks, audience: AUDIENCE, algorithms: target.algorithms })
    const guarded = await guardTarget(running.url, false)
    const sender = openSender({ ...guarded, method: 'GET', tokenHeader: AUTHORIZATION, extraHeaders: [] }, systemClock)
    try {
      return await runCatalogue({
        cases,
        sender,
        issuerSide: side,
        clock: systemClock,
        target: { url: running.url, method: 'GET' },
        ...(target.marker && { marker: target.marker }),
        rate: 'max',
        whyLeftOut: ({ needs }) => (needs.includes('key-set') ? KEY_SET_STAYS : undefined),
      })
    } finally {
      await sender.close()
      await running.close()
    }
  } finally {
    await side.close()
  }
}

/** Of a service that does not outlive a case: each family at a new one, and each case of a family that ended it. */
async function probeLibrary(
  target: LibraryTarget,
  cases: readonly Attack[] = CATALOGUE,
): Promise<readonly LibraryResult[]> {
  const { cases: results, stopped } = await probeOnce(target, cases)
  const isEnd = stopped !== undefined
  if (!isEnd || cases.length === 1) return results.map((result) => ({ ...result, isEnd }))
  const families = Map.groupBy(cases, ({ family }) => family)
  const parts = families.size > 1 ? families.values() : cases.map((attack) => [attack])
  const all: LibraryResult[] = []
  for (const part of parts) all.push(...(await probeLibrary(target, part)))
  return all
}

/** What stands in the table of a library. */
export async function runLibrary(target: LibraryTarget, cases: readonly Attack[] = CATALOGUE): Promise<LibraryRun> {
  const verdicts: Partial<Record<LibraryVerdict, string[]>> = {}
  for (const result of await probeLibrary(target, cases)) (verdicts[verdictOnLibrary(result)] ??= []).push(result.id)
  const { library, hardening, versions, algorithms } = target
  return { library, hardening, versions, algorithms, verdicts }
}
