import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { drillVerifier } from '../apps/drill/drill-verifier.ts'
import { KNOWN_VERIFIERS, quickStartOf } from '../apps/drill/known-verifiers.ts'
import { VERIFIERS } from './support/interop/verifiers.ts'
import { needs } from './support/needs.ts'
import { plainEnvironment } from './support/plain-environment.ts'
import { PROJECT } from './support/project-files.ts'

const INTEROP = join(PROJECT, 'tests', 'interop')

/** How far apart the moments are at which a revoked key is asked about, after ten minutes. Seconds. */
const A_STEP = 10

const installed = needs(!existsSync(join(INTEROP, 'node_modules')) && 'npm ci --prefix tests/interop has not been run')
const drill = (overlapSeconds: number | undefined) =>
  drillVerifier('jose', { rotations: 1, overlapSeconds }, { clock: systemClock, env: plainEnvironment() })

installed.describe('the drill of a verifier that others have made', () => {
  test('a prepared rotation loses no call, and the figures are those of its own documents', async () => {
    const begin = systemClock.monotonic()
    const { cooldown, revoked, ...verdict } = await drill(undefined)
    const passed = Math.ceil((systemClock.monotonic() - begin) / 1000) // on a slow machine its own time goes on beside the moved one
    expect(verdict).toMatchObject({ rotations: 1, calls: 181, lost: 0, refetch: 0 })
    expect(30 - (cooldown ?? 0)).toSatisfy((early: number) => early >= 0 && early <= passed)
    expect(600 - (revoked ?? 0)).toSatisfy((early: number) => early >= 0 && early <= passed + A_STEP)
  })

  test('without any overlap calls are lost: a drill that cannot fail proves nothing', async () => {
    expect((await drill(0)).lost).toBeGreaterThan(0)
  })

  test('each that can be named has a quick start, which is one of the page of the clients', () => {
    const onPage = VERIFIERS.flatMap(({ client, orSet }) => [client, orSet?.client])
    for (const name of KNOWN_VERIFIERS) {
      expect(existsSync(join(INTEROP, 'javascript', `${quickStartOf(name)}.js`)), name).toBe(true)
      expect(onPage, name).toContain(quickStartOf(name))
    }
  })

  test('each of the page that comes from npm can be drilled', () => {
    const drilled = new Set(KNOWN_VERIFIERS.map((name) => quickStartOf(name)))
    const ofNpm = VERIFIERS.filter(({ source }) => 'npm' in source)
    const missing = ofNpm.filter(({ client, orSet }) => !drilled.has(client) && !drilled.has(orSet?.client ?? ''))
    expect(missing.map(({ name }) => name)).toEqual([])
  })
})
