import type { RequestContext } from '#core/access/dialect'
import { createRemoteKeys, type FetchReason } from '#core/key-sources/remote-keys'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import type { RelayAuth } from '../config/relay-config.ts'
import type { RelayWorld } from '../server/relay-parts.ts'
import { openKeySetFetch } from './key-set-fetch.ts'
import { NO_PIKO_KEYS, NO_RELAY_TRUST, type PortKeys } from './relay-keys.ts'
import { createPikoKeySet } from './piko-key-set.ts'
import type { RelayDialect } from '../config/relay-config.ts'

type KeySetKeys = RelayAuth['keys'] & { kind: 'jwks' }

/** Keys that somebody publishes (RFC 7517 §5). Nothing is fetched before there is a token to check. @throws Error for the person at the terminal */
export async function openKeySet(keys: KeySetKeys, dialect: RelayDialect, world: RelayWorld): Promise<PortKeys> {
  const { clock, machine, log, issuerName = 'the issuer' } = world
  const { ask, close } = await openKeySetFetch(keys, world)
  if (dialect === 'piko')
    return {
      piko: createPikoKeySet({ ask, clock, log, issuerName, cacheTtl: keys.cacheTtl ?? PIKO_KEY_SET_TTL }),
      trust: NO_RELAY_TRUST,
      close,
    }
  const remote = createRemoteKeys<RequestContext>({
    clock,
    machine,
    tell: (event, fields) => log.warn(fields, event),
    async fetch(etag, why, { recorder }) {
      recorder.step({ verb: 'asks', what: WHY_ISSUER_ASKED[why], to: issuerName })
      const { headers, ...answer } = await ask(etag)
      return { ...answer, headers: { ...headers, ...ageOf(keys) } }
    },
  })
  return { piko: NO_PIKO_KEYS, trust: { algorithms: ALL_ALGORITHMS, keys: (context) => remote.source(context) }, close }
}

const PIKO_KEY_SET_TTL = 3_600_000

/** What the configuration says of it counts before what the set says of itself. */
const ageOf = ({ cacheTtl }: KeySetKeys) =>
  cacheTtl === undefined ? {} : { 'cache-control': `max-age=${Math.ceil(cacheTtl / 1000)}` }

const WHY_ISSUER_ASKED: Record<FetchReason, string> = {
  first: 'for its key set: there is none here yet',
  stale: 'for its key set: the one here is older than it may be',
  'unknown-key': 'for its key set (once a second at most): a token names a key that is not in the one here',
}
