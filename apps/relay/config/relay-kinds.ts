import { z } from 'zod'
import {
  absolutePath,
  keyBlock,
  listenAddress,
  listWith,
  maybeKey,
  positiveDuration,
  someText,
  trueOrFalse,
  type ConfigPlace,
  textOrNone,
} from '#core/config/file-kinds'
import type { RelayAuth, RelayFile, RelayPortConfig } from './relay-config.ts'

/** A key of Piko that means nothing here: its default may stand there, and nothing else. */
export const notHere = (why: string) =>
  z
    .unknown()
    .refine(
      (value) => !value || (Array.isArray(value) && value.length === 0),
      `means nothing here: ${why}. Leave it out`,
    )
    .optional()

export const OF_A_CLUSTER = 'it is for several relays that are one, and here is one'

const relayFile = (place: ConfigPlace) =>
  someText.transform((given): RelayFile => ({ given, path: absolutePath(given, place) }))

const tlsBlock = (place: ConfigPlace) =>
  keyBlock({
    enabled: maybeKey(trueOrFalse),
    cert: textOrNone,
    key: textOrNone,
  }).transform(({ enabled, cert, key }, context): RelayPortConfig['tls'] => {
    if (!enabled) return undefined
    const file = (name: string, given: string | undefined): RelayFile => {
      if (given === undefined)
        context.addIssue({ code: 'custom', path: [name], message: 'is missing: TLS needs cert and key' })
      return { given: given ?? '', path: absolutePath(given ?? '', place) }
    }
    return { cert: file('cert', cert), key: file('key', key) }
  })

const keySetBlock = (place: ConfigPlace) =>
  keyBlock({
    endpoint: textOrNone,
    cache_ttl: maybeKey(positiveDuration),
    timeout: maybeKey(positiveDuration),
    trusted_certificates: maybeKey(listWith(relayFile(place))),
  })

/** How long an issuer may take to answer, where nothing else is said. Milliseconds. */
const KEY_SET_TIMEOUT = 10_000

/** Without any key there is no auth: nobody is asked (PK-1). */
export const authBlock = (place: ConfigPlace) =>
  keyBlock({
    hmac_secret_key: textOrNone,
    rsa_public_key: textOrNone,
    ecdsa_public_key: textOrNone,
    audience: textOrNone,
    issuer: textOrNone,
    disable_disconnect_on_expiry: maybeKey(trueOrFalse),
    jwks: maybeKey(keySetBlock(place)),
  }).transform((given): RelayAuth | undefined => {
    const { hmac_secret_key: hmacSecretKey, rsa_public_key: rsaPublicKey, ecdsa_public_key: ecdsaPublicKey } = given
    const { endpoint, cache_ttl: cacheTtl, timeout = KEY_SET_TIMEOUT, trusted_certificates } = given.jwks ?? {}
    const fromText = {
      ...(hmacSecretKey !== undefined && { hmacSecretKey }),
      ...(rsaPublicKey !== undefined && { rsaPublicKey }),
      ...(ecdsaPublicKey !== undefined && { ecdsaPublicKey }),
    }
    if (endpoint === undefined && Object.keys(fromText).length === 0) return undefined
    const fromSet = {
      timeout,
      ...(cacheTtl !== undefined && { cacheTtl }),
      ...(trusted_certificates && { trustedCertificates: trusted_certificates }),
    }
    return {
      keys: endpoint === undefined ? { kind: 'static', ...fromText } : { kind: 'jwks', endpoint, ...fromSet },
      ...(given.audience !== undefined && { audience: given.audience }),
      ...(given.issuer !== undefined && { issuer: given.issuer }),
      disableDisconnectOnExpiry: given.disable_disconnect_on_expiry ?? false,
    }
  })

/** What each port has. */
export const portKeysOf = (place: ConfigPlace) => ({
  bind_addr: maybeKey(
    listenAddress(place).refine(
      (listen) => listen.kind === 'socket' || listen.scheme === undefined,
      'has a scheme: write host:port or :port',
    ),
  ),
  auth: maybeKey(authBlock(place)),
  tls: maybeKey(tlsBlock(place)),
})
