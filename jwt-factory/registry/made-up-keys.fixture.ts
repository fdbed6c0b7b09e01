import type { CheckedKey } from '#core/registry/published-key'
import type { PublishOrder } from './publish-key.ts'

/** A key that is a name only: what the registry decides goes by its id. */
export const madeUpKey = (kid: string): CheckedKey => ({
  kid,
  thumbprint: kid,
  algorithm: 'ES256',
  document: { kid, kty: 'EC' },
  verification: undefined as unknown as CheckedKey['verification'], // nobody verifies with it
})

let requests = 0

/** @param by the key that has signed; the key itself, if nobody else */
export const madeUpOrder = (kid: string, now: number, by = kid, lifeSeconds = 300): PublishOrder => ({
  key: madeUpKey(kid),
  signedBy: by,
  requestId: `request ${++requests}`,
  believedUntil: now + lifeSeconds * 1000,
})
