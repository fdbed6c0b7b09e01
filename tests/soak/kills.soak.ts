import { expect, test } from 'vitest'
import { kidOf, openGrants } from '../support/grants.ts'
import { ask, untilHealthy } from '../support/play-all.ts'
import { freePorts } from '../support/ports.ts'
import { startNode, testFolder } from '../support/processes.ts'
import { soakSize } from '../support/soak-size.ts'
import { until } from '../support/until.ts'

const KILLS = soakSize('SOAK_KILLS', 300)
const RINGS = 10
/** Of all that was acknowledged, so many are looked at after each start: the newest. */
const LOOKED_AT = 60

/** What the factory has said yes to, over all its lives. */
const known = { tokens: [] as string[], revoked: [] as string[], kids: new Set<string>() }

test(`after each of ${KILLS} kills amid writes, nothing that was acknowledged is lost`, async () => {
  const KEYS_FOLDER = await testFolder()
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const env = { KEYS_FOLDER, FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort), KEY_LIFETIME: '86400' }
  const grants = openGrants({ port, tlsPort, keysFolder: KEYS_FOLDER })
  for (let kill = 0; kill < KILLS; kill++) {
    const factory = startNode('jwt-factory', env)
    await untilHealthy(port)
    await expectAllKept(grants)
    const before = known.tokens.length + known.revoked.length
    const customers = [askAndRevoke(grants), askAndRevoke(grants), makeKeys(port, `ring-${kill % RINGS}`)]
    const enough = before + 5 + ((kill * 7) % 23) // another moment each time
    await until('some writes', () => known.tokens.length + known.revoked.length >= enough)
    factory.kill('SIGKILL')
    await Promise.all([factory.ended(), ...customers])
    if (kill % 50 === 49)
      console.log(`${kill + 1} kills, ${known.tokens.length} tokens, ${known.revoked.length} revoked`)
  }
  startNode('jwt-factory', env)
  await untilHealthy(port)
  await expectAllKept(grants)
  expect(known.revoked.length).toBeGreaterThan(KILLS)
})

type Grants = ReturnType<typeof openGrants>

/** Gets tokens, and revokes every second one, until nobody answers any more. */
async function askAndRevoke(grants: Grants): Promise<void> {
  for (let count = 0; ; count++) {
    const answer = await grants.send('servicea', '/token', { grant_type: 'client_credentials' })
    if (answer?.status !== 200) return
    const token: string = answer.body.access_token
    if (count % 2 === 1) {
      known.tokens.push(token)
      known.kids.add(kidOf(token))
    } else if ((await grants.send('servicea', '/revoke', { token }))?.status === 200) known.revoked.push(token)
  }
}

/** Three keys at most: a ring has room for a hundred. */
async function makeKeys(port: number, ringId: string): Promise<void> {
  for (let count = 0; count < 3; count++) {
    const made = await ask(port, `/keys/${ringId}`, { method: 'POST' })
    if (made?.status === 201) known.kids.add(made.body.kid)
  }
}

async function expectAllKept(grants: Grants): Promise<void> {
  const published = new Set((await grants.allKeys()).map(({ kid }) => kid))
  expect([...known.kids].filter((kid) => !published.has(kid))).toEqual([])
  for (const token of known.tokens.slice(-LOOKED_AT)) expect(await grants.isActive(token)).toBe(true)
  for (const token of known.revoked.slice(-LOOKED_AT)) expect(await grants.isActive(token)).toBe(false)
}
