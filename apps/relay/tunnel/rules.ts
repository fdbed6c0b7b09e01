import type { Settings } from 'node:http2'

/**
 * How both ends of a tunnel speak HTTP/2 (RFC 9113): each connection through it is a stream of its own, by CONNECT (§8.5), with its
 * own flow control (§5.2), so that who reads slowly holds up nobody but themselves.
 */
export const TUNNEL_SETTINGS: Settings = {
  enablePush: false,
  /** Of one stream: so much may be under way that nobody has read. Bytes. */
  initialWindowSize: 262_144,
  /** Connections through one tunnel at once. */
  maxConcurrentStreams: 256,
  maxHeaderListSize: 16_384,
}

/** Of all streams together. Bytes. */
export const TUNNEL_WINDOW = 4_194_304

/** What Node may keep for one tunnel, in its unit of megabytes: all windows, and some room for frames. */
export const TUNNEL_MEGABYTES = 16

/** How often the other end is asked whether it is still there, and how long it has to answer. Milliseconds. */
export const ALIVE_EVERY = 10_000

/** How long the other end has to say its first word, its settings (RFC 9113 §3.4), once a connection has been turned around. Milliseconds. */
export const SPEAKS_WITHIN = 5000

/**
 * What a ping says (RFC 9113 §6.7) when whoever serves wants to end: no more connections, and those that are open may finish. With a
 * GOAWAY alone (§6.8) those that are just being opened would be lost.
 */
export const DRAINING = Buffer.from('draining')
