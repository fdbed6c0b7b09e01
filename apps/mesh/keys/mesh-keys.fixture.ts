import { generateKeyPairSync } from 'node:crypto'
import type { MeshKeys } from '#core/access/mesh-keys'
import { manualClock, nextTurn, type Clock, type Duration } from '#core/clock'
import { bareJwtRule } from '#core/policy/mesh/jwt-rule.fixture'
import type { JwtRule } from '#core/policy/mesh/jwt-rule'
import { createKeyPlane } from './key-plane.ts'
import type { PlainAsk } from './fetch-key-set.ts'

/** A public key, for key sets. */
export const publicJwk = (kid: string) => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid,
})

export const keySetText = (...kids: string[]) => JSON.stringify({ keys: kids.map(publicJwk) })

export const ruleOf = (changes?: Partial<JwtRule>): JwtRule => bareJwtRule('https://issuer.example', changes)

/** What a server outside says. */
export interface SaidOutside {
  status?: number
  text: string
}

/** A control plane, its clock, and servers outside that a test answers for. */
export function openPlane(answers: Record<string, SaidOutside | Promise<SaidOutside> | Error> = {}) {
  const hands = manualClock(0)
  const underWay: unknown[] = []
  const clock: Clock = {
    ...hands,
    every: (milliseconds, task) => hands.every(milliseconds, () => void underWay.push(task())),
  }
  const asked: (PlainAsk & { address: string })[] = []
  const logged: object[] = []
  const log = (fields: object, event: string) => void logged.push({ event, ...fields })
  const plane = createKeyPlane({
    clock,
    log: { info: log, warn: log },
    async ask(address, bounds) {
      asked.push({ address, ...bounds })
      const answer = await (answers[address] ?? { status: 404, text: '' })
      if (answer instanceof Error) throw answer
      return { status: 200, ...answer }
    },
  })
  const addresses = () => asked.map(({ address }) => address)
  /** Lets time pass, and what comes due is done. */
  const pass = async (time: Duration) => {
    hands.advance(time)
    await Promise.all(underWay.splice(0))
  }
  return { plane, pass, answers, asked, addresses, logged }
}

/** The key ids of what there is, or why there is doNothing. */
export const kidsOf = (keys: MeshKeys) => (keys.kind === 'keys' ? keys.keys.map(({ kid }) => kid) : keys.kind)

/** Where a set is published, and a rule that says so. */
export const KEYS_URI = 'http://keys.example/jwks'
export const byUri = ruleOf({ jwksUri: KEYS_URI })

export const doNothing = () => {}

/** For what should not happen: it has time to. */
export const someTurns = async () => {
  for (let turn = 0; turn < 20; turn++) await nextTurn()
}
