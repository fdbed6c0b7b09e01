import { z } from 'zod'
import {
  absolutePath,
  fieldName,
  goDuration,
  keyBlock,
  maybeKey,
  oneWord,
  positiveDuration,
  someText,
  upstreamAddress,
  WHATEVER_ELSE,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { ONE_MINUTE } from '#core/config/go-duration'
import { isStoreSetting, STORES_AS_WRITTEN } from '#core/store/store-setting'
import { GATEWAY_ALGORITHM_NAMES, isGatewayAlgorithm, isSharedSecret } from '#core/token/gateway-algorithms'
import type { GatewayFile, StatelessProfile } from './gateway-config.ts'
import { gatewayListen, realmText } from './kinds.ts'
import { rateBlock } from './rate-block.ts'

/** Of a claim: what JSON allows, of a length that a person writes. */
const claimName = someText.max(255, 'is longer than 255 letters')

/** What the forwarder would not write, or what frames a message. */
const FRAMES_A_MESSAGE =
  /^(?:connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade|__proto__)$/

const ownHeader = fieldName.refine(
  (name) => !FRAMES_A_MESSAGE.test(name),
  'belongs to the message itself: choose another',
)

const gatewayFile = (place: ConfigPlace) =>
  someText.transform((given): GatewayFile => ({ given, path: absolutePath(given, place) }))

/** As the plugin has it, by the consumer that the token names: who has no store has no credentials. */
const statelessRateBlock = rateBlock.refine(({ limitBy }) => limitBy !== 'credential', {
  path: ['limit_by'],
  message: 'is credential, and there are none: write consumer',
})

/** A gateway that looks nothing up (`dialect: kong-stateless`). */
export const statelessBlock = (place: ConfigPlace) =>
  keyBlock({
    dialect: z.literal('kong-stateless'),
    listen: maybeKey(gatewayListen(place)),
    upstream: upstreamAddress(place),
    realm: maybeKey(realmText),
    shutdown_timeout: maybeKey(goDuration),
    algorithm: maybeKey(z.enum(GATEWAY_ALGORITHM_NAMES, `is not one of ${GATEWAY_ALGORITHM_NAMES.join(', ')}`)),
    public_key: maybeKey(gatewayFile(place)),
    consumer_claim: maybeKey(claimName),
    claims: maybeKey(oneWord(['standard', 'as-published'])),
    lifetime: maybeKey(positiveDuration),
    identity: maybeKey(oneWord(['headers', 'one-header', 'both'])),
    payload_header: maybeKey(ownHeader),
    claims_to_headers: maybeKey(z.record(claimName, ownHeader, 'is not a block of claims and headers')),
    rate_limiting: maybeKey(statelessRateBlock),
    black_list: maybeKey(
      someText.refine((store) => store === 'none' || isStoreSetting(store), `is not none, ${STORES_AS_WRITTEN}`),
    ),
    black_list_folder: maybeKey(someText),
  })
    .superRefine(checkStateless, WHATEVER_ELSE)
    .transform((given): StatelessProfile => {
      const { lifetime, black_list: store = 'none', claims_to_headers = {} } = given
      return {
        dialect: 'kong-stateless',
        listen: given.listen ?? { kind: 'tcp', port: 4600 },
        upstream: given.upstream,
        ...(given.realm !== undefined && { realm: given.realm }),
        shutdownTimeout: given.shutdown_timeout ?? ONE_MINUTE,
        algorithm: given.algorithm ?? 'HS256',
        ...(given.public_key && { publicKey: given.public_key }),
        consumerClaim: given.consumer_claim ?? 'sub',
        claims: given.claims ?? 'standard',
        ...(lifetime !== undefined && { lifetimeSeconds: Math.ceil(lifetime / 1000) }),
        output: {
          identity: given.identity ?? 'headers',
          payloadHeader: given.payload_header ?? 'X-Consumer-Claims',
          claimsToHeaders: Object.entries(claims_to_headers).map(([claim, header]) => ({ claim, header })),
        },
        ...(given.rate_limiting && { rateLimiting: given.rate_limiting }),
        ...(store !== 'none' && {
          blackList: { store, folder: absolutePath(given.black_list_folder ?? '.', place) },
        }),
      }
    })

interface StatelessTogether {
  algorithm?: unknown
  public_key?: unknown
  claims?: unknown
  lifetime?: unknown
}

function checkStateless(
  { algorithm = 'HS256', public_key, claims, lifetime }: StatelessTogether,
  context: z.RefinementCtx,
): void {
  const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (isGatewayAlgorithm(algorithm)) {
    if (isSharedSecret(algorithm) && public_key) say('public_key', `is there, and ${algorithm} has a secret: write algorithm: RS256, or another with a public key`) // prettier-ignore
    if (!isSharedSecret(algorithm) && !public_key) say('public_key', `is missing: ${algorithm} is checked with a public key, in a PEM file`) // prettier-ignore
    if (!isSharedSecret(algorithm) && (claims || lifetime)) say(claims ? 'claims' : 'lifetime', 'is about tokens that the gateway mints, and with a public key alone it mints none') // prettier-ignore
  }
  if (claims === 'as-published' && lifetime)
    say('lifetime', 'is there, and the published claims have no end: leave one of the two out')
}
