import { listenAddress, someText, type ConfigPlace } from '#core/config/file-kinds'
import type { ListenAddress } from '#core/http/listen-address'

/** In a challenge, between quotes (RFC 9110 §11.5). */
export const realmText = someText
  .max(100, 'is longer than 100 letters')
  .regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/, 'has a sign that stands in no realm: no quotes, no backslash, ASCII alone')

/** Plain HTTP: TLS is for whoever stands in front. */
export const gatewayListen = (place: ConfigPlace) =>
  listenAddress(place)
    .refine(
      (listen) => listen.kind === 'socket' || listen.scheme === undefined,
      'has a scheme: write host:port or :port',
    )
    .transform((listen): ListenAddress => {
      if (listen.kind === 'socket') return listen
      const { kind, host, port } = listen
      return { kind, port, ...(host !== undefined && { host }) }
    })
