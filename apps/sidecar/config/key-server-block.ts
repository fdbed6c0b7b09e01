import { z } from 'zod'
import {
  serverUrl,
  keyBlock,
  choiceOf,
  listWith,
  maybeKey,
  filePath,
  positiveDuration,
  someText,
  typedBlock,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { ONE_MINUTE } from '#core/config/go-duration'
import type { KeyServerConfig } from './sidecar-config.ts'

/** `key_server` of a verifier: where the public keys come from. */
export const keyServerBlock = (place: ConfigPlace) =>
  z.discriminatedUnion(
    'type',
    [presharedBlock(place), registryBlock(place), jwksBlock(place)],
    choiceOf('keyregistry', 'preshared', 'jwks'),
  )

const presharedBlock = (place: ConfigPlace) =>
  typedBlock('preshared', keyBlock({ issuer: someText, key_id: someText, public_key_path: filePath(place) })).transform(
    ({ options }): KeyServerConfig & { type: 'preshared' } => ({
      type: 'preshared',
      issuer: options.issuer,
      keyId: options.key_id,
      path: options.public_key_path,
    }),
  )

const registryBlock = (place: ConfigPlace) =>
  typedBlock(
    'keyregistry',
    keyBlock({ registry: serverUrl, cache: maybeKey(cacheBlock), ...recognised(place) }),
  ).transform(({ options }): KeyServerConfig & { type: 'keyregistry' } => ({
    type: 'keyregistry',
    registry: options.registry,
    ...(options.cache && {
      cache: {
        duration: options.cache.duration ?? 10 * ONE_MINUTE,
        purgeInterval: options.cache.purge_interval ?? ONE_MINUTE,
      },
    }),
    ...recognisedBy(options),
  }))

const jwksBlock = (place: ConfigPlace) =>
  typedBlock('jwks', keyBlock({ url: serverUrl, ...recognised(place) })).transform(
    ({ options }): KeyServerConfig & { type: 'jwks' } => ({ type: 'jwks', url: options.url, ...recognisedBy(options) }),
  )

/** As its README says it; as its code wants it, `type: memory` may stand there too, and says nothing. */
const cacheBlock = keyBlock({
  type: maybeKey(z.literal('memory', 'is not memory')),
  duration: maybeKey(positiveDuration),
  purge_interval: maybeKey(positiveDuration),
})

/** How a server of keys is recognised. */
export const recognised = (place: ConfigPlace) => ({
  trusted_certificates: maybeKey(listWith(filePath(place))),
  server_name: maybeKey(someText),
})

export const recognisedBy = ({ trusted_certificates, server_name }: Recognised) => ({
  ...(trusted_certificates && { trustedCertificates: trusted_certificates }),
  ...(server_name !== undefined && { serverName: server_name }),
})

interface Recognised {
  trusted_certificates?: string[] | undefined
  server_name?: string | undefined
}
