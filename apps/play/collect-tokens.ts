import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { portsOf } from '#core/config/process-settings'
import { KEY_OWNERS } from '#core/config/processes'
import { Agent, request } from '#core/http/node-http'
import { HELD_LIMITS, type HeldToken } from '#core/trace/held-tokens'
import type { PlayConfig } from './config.ts'

/** What every process that signs has held of a play, and those that could not be asked, with what they said. */
export interface CollectedTokens {
  tokens: HeldToken[]
  missing: string[]
}

/** A process of this machine answers at once. Milliseconds. */
const TOKENS_PATIENCE = 5000

/**
 * Asks every process that has keys for the tokens that it signed in a play: on its plain port, by its loopback address, for they are given
 * to programs of this machine alone.
 */
export async function collectTokens(traceId: string, config: PlayConfig, clock: Clock): Promise<CollectedTokens> {
  const { plain } = portsOf(config)
  const host = loopbackOf(config.host)
  const answers = await Promise.all(
    KEY_OWNERS.map(async (name) => {
      try {
        return { tokens: await fetchTokens({ host, port: plain[name] }, traceId, clock), missing: [] }
      } catch (error) {
        return { tokens: [], missing: [`${name}: ${errorText(error)}`] }
      }
    }),
  )
  return { tokens: answers.flatMap(({ tokens }) => tokens), missing: answers.flatMap(({ missing }) => missing) }
}

/** An agent of its own heeds no proxy, whatever the environment says. */
async function fetchTokens(at: { host: string; port: number }, traceId: string, clock: Clock): Promise<HeldToken[]> {
  const agent = new Agent({ keepAlive: false })
  const headers = { host: `localhost:${at.port}` }
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const asked = request({ ...at, path: `/traces/${traceId}/tokens`, headers, agent })
  asked.on('response', resolve).on('error', reject).end()
  const stop = clock.every(TOKENS_PATIENCE, () => asked.destroy(new Error('it did not answer in time')))
  try {
    const answer = await promise
    const body: unknown = JSON.parse(await readText(answer))
    if (answer.statusCode === 200 && Array.isArray(body)) return body
    const { detail } = Object(body)
    throw new Error(typeof detail === 'string' ? detail : `it answered ${answer.statusCode}`)
  } finally {
    stop()
  }
}

/** No process holds so many. Bytes. */
const MAX_ANSWER = 2 * HELD_LIMITS.bytes

async function readText(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer) {
    pieces.push(piece)
    size += piece.length
    if (size > MAX_ANSWER) throw new Error('it answered with more than there can be')
  }
  return Buffer.concat(pieces).toString()
}

/** The address of a listener on HOST that only this machine reaches; where it has none, what it is. */
const loopbackOf = (host: string) => ({ '0.0.0.0': '127.0.0.1', '::': '::1' })[host] ?? host
