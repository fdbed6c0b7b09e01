import type { AddressInfo } from 'node:net'
import type { ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import { attackerAnswer, PLANTED, type PublishedAnswer } from '#attacks'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { createServer } from '#core/http/node-http'
import type { IssuerSide, Published } from '../issuer-side.ts'

/** A side that is also the key server of its target. */
export interface KeyServerSide extends IssuerSide {
  /** Where it is: what the target has to be told. */
  readonly keyServerUrl: string
}

const ONE_KEY = /\/services\/([^/]+)\/keys\/([^/]+)$/
const PLANTED_KEY = `/keys/${PLANTED.kid}`

/** For how long a target may keep a key: no longer, so that a later run is not answered by an earlier one. */
const KEY_IS_KEPT = 'max-age=60'

/** Whoever could not be asked is asked again after so long. Milliseconds. */
const AFTER_OUTAGE = 5000

/**
 * A target may keep its connection, and read again much later, when a case asks for it: it must not meet one that is just being closed.
 * Milliseconds.
 */
const KEPT_OPEN = 120_000

const LOOKS_APART_FOR_READS = 50
const READ_WITHIN = 60_000
const MOST_READS = 10_000

/**
 * Lets a run be the key server of its target, which asks for one key at a time, as jwtproxy does (`/services/ISSUER/keys/KEY-ID`). A name
 * with dots leads to the key of a stranger on the same host, as it would where strangers have one.
 * @param port on this machine; 0 takes a free one
 * @throws Error where nothing can listen there
 */
export async function withKeyServer(
  side: IssuerSide,
  { port, clock }: { port: number; clock: Clock },
): Promise<KeyServerSide> {
  const ownKeys: PublishedAnswer = { jwks: { keys: side.world().keySet } }
  let now: PublishedAnswer | 'drops' = ownKeys
  let delay = 0
  const reads: { at: number }[] = []
  const waiting = new Set<ServerResponse>()
  let planted = 0
  let awayAt = -Infinity

  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const isPlanted = !path.includes('/services/') && path.endsWith(PLANTED_KEY)
    if (isPlanted) planted++
    else if (reads.length < MOST_READS) reads.push({ at: clock.monotonic() })
    request.resume()
    void clock.delay(delay).then(() => answer(path, isPlanted, response))
  })
  server.keepAliveTimeout = KEPT_OPEN

  function answer(path: string, isPlanted: boolean, response: ServerResponse): void {
    if (now === 'drops') return void response.destroy()
    if (now === 'hangs') return void waiting.add(response.on('close', () => waiting.delete(response)))
    if (!('jwks' in now)) return void response.writeHead(now.status, now.headers).end(now.body)
    const key = isPlanted ? attackerAnswer(PLANTED_KEY)?.body : keyAt(path, now.jwks)
    if (key === undefined) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': KEY_IS_KEPT }).end(key)
  }

  function keyAt(path: string, jwks: unknown): string | undefined {
    const [, issuer = '', kid = ''] = ONE_KEY.exec(path) ?? []
    if (decodedPart(issuer) !== side.world().target.issuer) return undefined
    const { keys } = Object(jwks) as { keys?: readonly JWK[] }
    const found = Array.isArray(keys) ? keys.find((key: JWK) => key.kid === decodedPart(kid)) : undefined
    return found && JSON.stringify(found)
  }

  async function listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  }
  await listen().catch((error: unknown) => {
    throw new Error(`No key server can listen at port ${port}: ${errorText(error)}.`, { cause: error })
  })

  async function publish(next: PublishedAnswer | 'drops', delayMilliseconds = 0): Promise<Published> {
    become(next, delayMilliseconds)
    const left = awayAt + AFTER_OUTAGE - clock.monotonic()
    if (!isAway() && left > 0) await clock.delay(left)
    const before = reads.length
    return {
      async isRead(patience = READ_WITHIN) {
        for (const begin = clock.monotonic(); ;) {
          if (reads.length > before) return true
          if (clock.monotonic() - begin >= patience) return false
          await clock.delay(LOOKS_APART_FOR_READS)
        }
      },
      restore: async () => (now === next ? become(ownKeys, 0) : undefined),
    }
  }

  const isAway = () => now === 'drops' || now === 'hangs' || !('jwks' in now)

  function become(next: PublishedAnswer | 'drops', delayMilliseconds: number): void {
    if (isAway()) awayAt = clock.monotonic()
    now = next
    delay = delayMilliseconds
    for (const response of waiting) response.destroy()
  }

  const { port: listening } = server.address() as AddressInfo // it listens at a port
  return {
    ...side,
    has: new Set([...side.has, 'key-set' as const]),
    isKeyServer: true,
    keyServerUrl: `http://127.0.0.1:${listening}`,
    publish,
    keySetReads: async () => reads,
    visitsTo: (listener) => side.visitsTo(listener) + planted,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await side.close()
    },
  }
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
