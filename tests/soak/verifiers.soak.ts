import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { systemClock } from '#core/clock'
import { drillVerifier } from '../../apps/drill/drill-verifier.ts'
import { KNOWN_VERIFIERS, quickStartOf } from '../../apps/drill/known-verifiers.ts'
import { BUSY_ALONE } from '../support/interop/kept-keys.ts'
import { VERIFIERS } from '../support/interop/verifiers.ts'
import { needs } from '../support/needs.ts'
import { plainEnvironment } from '../support/plain-environment.ts'
import { PROJECT } from '../support/project-files.ts'

const isInstalled = existsSync(join(PROJECT, 'tests', 'interop', 'node_modules'))
const installed = needs(!isInstalled && 'npm ci --prefix tests/interop has not been run')

/** What the page of the clients is held to, for a verifier that the drill knows. */
function rowOf(verifier: string) {
  const client = quickStartOf(verifier)
  const row = VERIFIERS.find((each) => each.client === client || each.orSet?.client === client)
  return row ?? expect.fail(`${verifier} is not on the page of the clients`)
}

for (const verifier of KNOWN_VERIFIERS) {
  installed.test(`the drill says of ${verifier} what the page of the clients says`, async () => {
    const given = { rotations: 1, overlapSeconds: undefined }
    const found = await drillVerifier(verifier, given, { clock: systemClock, env: plainEnvironment() })
    const { newKey, revoked } = rowOf(verifier).keeps
    // The drill asks in each second: whoever keeps a key while it is asked often keeps it for longer than a day.
    expect(found).toMatchObject({ lost: 0, cooldown: newKey, revoked: revoked === BUSY_ALONE ? undefined : revoked })
  })
}
