import type { KongConsumer } from './consumer.ts'

/**
 * What a gateway says of who asks, and so nobody else may: whatever a client sends under these names goes, first of all, as the one who
 * forwards reads names: in any case, with any sign for the hyphen, repeated, or as a trailer.
 */
export const KONG_IDENTITY_HEADERS: readonly string[] = [
  'x-consumer-*',
  'x-credential-*',
  'x-anonymous-consumer',
  'x-authenticated-*',
]

/** Who asks, as the service hears of it (KJ-6, KS-4): what does not apply is not there. */
export function consumerHeaders({ id, username, customId }: KongConsumer): Record<string, string> {
  return {
    'X-Consumer-ID': inKongHeader(id),
    ...(customId !== undefined && { 'X-Consumer-Custom-ID': inKongHeader(customId) }),
    ...(username !== undefined && { 'X-Consumer-Username': inKongHeader(username) }),
  }
}

/**
 * A text as it may stand in a header (KS-12; RFC 9110 §5.5): what is no visible ASCII, a percent, and a space at an end, are written in
 * percents, as UTF-8, so that nothing of it can end a line, and whoever reads it gets the same text again.
 */
export const inKongHeader = (text: string): string => (STANDS_AS_IT_IS.test(text) ? text : inPercents(text))

/** What most names are. */
const STANDS_AS_IT_IS = /^[!-$&-~]+$/

const inPercents = (text: string) => text.toWellFormed().replace(/[^\x20-\x24\x26-\x7e]|^ | $/gu, encodeURIComponent)

/** A header in which one claim goes on. */
export interface ClaimHeader {
  readonly claim: string
  readonly header: string
}

/** Claims in headers of their own: texts as they are, all else as JSON; what is not there is not said. */
export function claimHeaders(
  claims: Readonly<Record<string, unknown>>,
  wanted: readonly ClaimHeader[],
): Record<string, string> {
  const said = wanted.filter(({ claim }) => Object.hasOwn(claims, claim))
  return Object.fromEntries(
    said.map(({ claim, header }) => {
      const value = claims[claim]
      return [header, inKongHeader(typeof value === 'string' ? value : JSON.stringify(value))]
    }),
  )
}
