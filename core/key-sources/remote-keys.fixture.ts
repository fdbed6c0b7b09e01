import { waitingClock, type Clock } from '../clock.ts'
import { createRemoteKeys, type FetchReason } from './remote-keys.ts'
import type { KeySetAnswer } from './remote-key-set.ts'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'

/** Three keys for the tests of remote keys. */
export const [FIRST, SECOND, THIRD] = (await Promise.all([1, 2, 3].map((at) => generateSigningKey('ES256', at)))) as [
  SigningKey,
  SigningKey,
  SigningKey,
] // three by the line above

export type Published = unknown[] | KeySetAnswer | Promise<KeySetAnswer>

/**
 * An issuer that publishes what the test says (keys, or a whole answer), and a verifier that asks it. Waiting moves the
 * clock, so no test sleeps.
 * @param machine by which the issuer is spared; the same clock, when absent
 */
export function openIssuer(publish: () => Published, machine?: Clock) {
  const clock = waitingClock(1_000_000)
  const asked: { why: FetchReason; etag: string | undefined; at: number }[] = []
  const events: string[] = []
  const told: object[] = []
  const keys = createRemoteKeys<string>({
    clock,
    ...(machine && { machine }),
    tell: (event, fields) => void (events.push(event), told.push(fields)),
    async fetch(etag, why) {
      asked.push({ why, etag, at: clock.now() })
      const answer = await publish()
      if (!Array.isArray(answer)) return answer
      return { status: 200, body: { keys: answer }, headers: { etag: '"1"', 'cache-control': 'max-age=60' } }
    },
  })
  const select = (kid: string | undefined) => keys.source('test').select({ kid, alg: 'ES256' })
  const outcome = async (kid: string | undefined) => {
    try {
      return (await select(kid)).kid === kid ? 'found' : 'found another'
    } catch (error) {
      return error instanceof Error && 'reason' in error ? error.reason : (error as Error).name
    }
  }
  return { clock, keys, select, outcome, asked, events, told, reasons: () => asked.map(({ why }) => why) }
}

export const answer = (status: number, body: unknown = ''): KeySetAnswer => ({ status, body, headers: {} })

export const up = () => [FIRST.publicJwk]

export function down(): never {
  throw new Error('nobody listens there')
}

/** Lets everything happen that waits for nothing but its turn. */
export const settled = () => new Promise((resolve) => setImmediate(resolve))

export const nothing = () => {}
