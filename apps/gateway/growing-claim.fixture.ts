import { mintShared } from '#core/access/dialects/kong/stateless-claims'
import { PROBLEM_JSON } from '#core/http/problem'
import { sharedSecret } from '#core/token/gateway-algorithms'
import { GATEWAY_SECRET, openTestGateways } from './gateway.fixture.ts'

/** Where it was too much: at the door of the gateway, or behind it. */
interface TooLarge {
  kibibytes: number
  status: number
  at: 'the gateway' | 'the service'
}

/** A claim of this letter grows, and is told in this way: the first size at which it does not come through (KS-11). */
export const GROWING_CLAIMS: [identity: string, letter: string, first: TooLarge][] = [
  ['headers', 'a', { kibibytes: 12, status: 431, at: 'the gateway' }],
  ['one-header', 'a', { kibibytes: 12, status: 431, at: 'the gateway' }],
  ['both', 'a', { kibibytes: 7, status: 431, at: 'the service' }],
  ['headers', 'ä', { kibibytes: 6, status: 431, at: 'the service' }],
  ['one-header', 'ä', { kibibytes: 12, status: 431, at: 'the gateway' }],
]

/** @returns undefined where 20 KiB came through */
export async function firstTooLarge(identity: string, letter: string): Promise<TooLarge | undefined> {
  const keys = `identity: ${identity}, claims_to_headers: { big: X-Big }`
  const gateway = await openTestGateways(
    `  - { dialect: kong-stateless, listen: "127.0.0.1:0", upstream: "{up}", ${keys} }\n`,
  )
  for (let kibibytes = 1; kibibytes <= 20; kibibytes++) {
    const big = letter.repeat((kibibytes * 1024) / Buffer.byteLength(letter))
    const token = mintShared({ sub: 'x', big }, sharedSecret(GATEWAY_SECRET), 'HS256')
    const { status, headers } = await gateway.askWith(token)
    // What the service says comes back as it was; it has no words for it.
    const at = headers['content-type'] === PROBLEM_JSON ? 'the gateway' : 'the service'
    if (status !== 200) return { kibibytes, status, at }
  }
  return undefined
}
