import {
  goDuration,
  listenAddress,
  maybeKey,
  fileMode,
  oneWord,
  trueOrFalse,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { ONE_MINUTE } from '#core/config/go-duration'
import type { ListenerConfig } from './sidecar-config.ts'
import type { ListenAddress } from '#core/http/listen-address'

/** What signer and verifiers have in common, as the file spells it. */
export const listenerKeys = (place: ConfigPlace) => ({
  enabled: maybeKey(trueOrFalse),
  listen_addr: maybeKey(listenAddress(place)),
  socket_permission: maybeKey(fileMode),
  shutdown_timeout: maybeKey(goDuration),
  dialect: maybeKey(oneWord(['strict', 'jwtproxy'])),
})

interface ListenerKeys {
  listen_addr?: (ListenAddress & { scheme?: 'http' | 'https' }) | undefined
  socket_permission?: number | undefined
  shutdown_timeout?: number | undefined
  dialect?: ListenerConfig['dialect'] | undefined
}

/** @param port where it listens when nothing is said */
export function readListener(given: ListenerKeys, port: number): ListenerConfig {
  const { scheme: _said, ...listen } = given.listen_addr ?? { kind: 'tcp', port }
  return {
    listen,
    socketPermission: given.socket_permission ?? 0o755,
    shutdownTimeout: given.shutdown_timeout ?? ONE_MINUTE,
    dialect: given.dialect ?? 'strict',
  }
}
