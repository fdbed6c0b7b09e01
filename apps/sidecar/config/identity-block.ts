import { z } from 'zod'
import {
  keyBlock,
  choiceOf,
  fieldName,
  maybeKey,
  filePath,
  someText,
  typedBlock,
  type ConfigPlace,
} from '#core/config/file-kinds'
import type { IdentityConfig } from './sidecar-config.ts'

/** `identity`: what the service behind a verifier is told of the caller. */
export const identityBlock = (place: ConfigPlace) =>
  z.discriminatedUnion('type', [asHeaders, asNothing, asToken(place)], choiceOf('headers', 'jwt', 'none'))

const asHeaders = typedBlock('headers', maybeKey(keyBlock({}))).transform((): IdentityConfig => ({ type: 'headers' }))

const asNothing = typedBlock('none', maybeKey(keyBlock({}))).transform((): IdentityConfig => ({ type: 'none' }))

const asToken = (place: ConfigPlace) =>
  typedBlock(
    'jwt',
    keyBlock({ header: maybeKey(fieldName), key_id: someText, private_key_path: filePath(place) }),
  ).transform(({ options }): IdentityConfig => ({
    type: 'jwt',
    header: options.header ?? 'x-verified-identity',
    keyId: options.key_id,
    path: options.private_key_path,
  }))
