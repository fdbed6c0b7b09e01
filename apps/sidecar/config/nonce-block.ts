import { z } from 'zod'
import { kinds } from '#core/config/setting'
import {
  keyBlock,
  choiceOf,
  goDuration,
  maybeKey,
  ownFolder,
  filePath,
  typedBlock,
  type ConfigPlace,
} from '#core/config/file-kinds'
import type { NonceConfig } from './sidecar-config.ts'

/** `nonce_storage`: where the ids of tokens stand that were used. */
export const nonceBlock = (place: ConfigPlace) =>
  z.discriminatedUnion('type', [localNonces, noNonces, storedNonces(place)], choiceOf('local', 'none', 'store'))

const localNonces = typedBlock('local', maybeKey(keyBlock({ purge_interval: maybeKey(goDuration) }))).transform(
  ({ options }): NonceConfig => ({ type: 'local', purgeInterval: options?.purge_interval ?? 0 }),
)

const noNonces = typedBlock('none', maybeKey(keyBlock({}))).transform((): NonceConfig => ({ type: 'none' }))

/** SQLite keeps them in a folder, beside those of other verifiers that name the same one. */
const storedNonces = (place: ConfigPlace) =>
  typedBlock('store', keyBlock({ store: kinds.store, folder: maybeKey(filePath(place)) })).transform(
    ({ options: { store, folder } }): NonceConfig => ({ type: 'store', store, folder: folder ?? ownFolder(place) }),
  )
