import type { Clock } from '#core/clock'
import { askTheSilent } from '#core/http/ask-the-silent'
import { createOutsideClient, NoAnswer, type OutsideAnswer } from '#core/http/outside-client'
import { createRemoteKeys } from '#core/key-sources/remote-keys'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import { isObject } from '#core/token/claims'
import { parseStrictJsonText } from '#core/token/strict-json'
import type { LoginTrust } from './judge-tokens.ts'

export interface IssuerSettings {
  /** ISSUER_BASE_URL: below it is the discovery document. */
  address: string
  clock: Clock
  /** By which the issuer is spared, and waited for. */
  machine: Clock
  host: string
  /** PEM texts of those who are believed when the issuer is asked. Absent: the machine's own list. */
  ca?: readonly string[]
}

/** For all of an answer. Milliseconds. */
const ISSUER_PATIENCE = 4000

/** A discovery document has some hundred lines. Bytes. */
const LONGEST_DISCOVERY = 100_000

/** What is known of an issuer by its discovery document. */
interface FoundIssuer {
  issuer: string
  jwksUri: string
}

/**
 * An issuer by its address alone: how it writes its own name, and its keys (OpenID Connect Discovery 1.0 §4). Nothing is asked
 * before the first token comes; a document that was read is kept, and one that could not be is asked for again.
 */
export function openIssuer(settings: IssuerSettings): Pick<LoginTrust, 'issuer' | 'issuerAsPublished' | 'keys'> {
  const { address, clock, machine } = settings
  let known: FoundIssuer | undefined
  const ask = askTheSilent(() => discoverIssuer(settings), machine)
  const published = async (): Promise<FoundIssuer> => (known ??= await ask())

  const remote = createRemoteKeys<undefined>({
    clock,
    machine,
    async fetch(etag) {
      const { jwksUri } = await published()
      const answer = await askIssuer(jwksUri, KEY_SET_BOUNDS.bytes, settings, etag)
      const { headers, status, text } = answer
      return { status, body: status === 200 ? parseStrictJsonText(text) : undefined, headers: keptHeaders(headers) }
    },
  })
  return {
    issuer: address,
    issuerAsPublished: async () => (await published()).issuer,
    keys: () => remote.source(undefined),
  }
}

/** @throws NoAnswer, Error that says what is wrong with the document */
async function discoverIssuer(settings: IssuerSettings): Promise<FoundIssuer> {
  const { address } = settings
  const { status, text } = await askIssuer(`${address.replace(/\/$/, '')}/.well-known/openid-configuration`, LONGEST_DISCOVERY, settings) // prettier-ignore
  if (status !== 200) throw new Error(`the issuer answered ${status} for its discovery document`)
  const document = parseStrictJsonText(text)
  const { issuer, jwks_uri: jwksUri } = isObject(document) ? document : {}
  // A slash at the end is left out by people, and is a part of the name (OpenID Connect Discovery 1.0 §4.3).
  if (typeof issuer !== 'string' || (issuer !== address && issuer !== `${address}/`))
    throw new Error('the discovery document is of another issuer')
  if (typeof jwksUri !== 'string' || !isSafeFrom(address, jwksUri))
    throw new Error('the discovery document has no jwks_uri by https')
  return { issuer, jwksUri }
}

/** Keys that came without TLS are anybody's, unless the issuer itself is on this machine and without it. */
const isSafeFrom = (address: string, jwksUri: string) =>
  URL.canParse(jwksUri) && (/^https:/i.test(jwksUri) || (address.startsWith('http:') && new URL(jwksUri).origin === new URL(address).origin)) // prettier-ignore

async function askIssuer(
  address: string,
  maxBytes: number,
  settings: IssuerSettings,
  etag?: string,
): Promise<OutsideAnswer> {
  const { machine, host, ca } = settings
  const client = createOutsideClient({ address, machine, host, caller: 'jwt-sandbox-web-ui', ...(ca && { ca }) })
  try {
    const headers = etag === undefined ? {} : { 'if-none-match': etag }
    return await client.ask({ method: 'GET', path: client.path, patience: ISSUER_PATIENCE, maxBytes, headers })
  } catch (error) {
    throw error instanceof NoAnswer ? new NoAnswer(`the issuer: ${error.message}`, { cause: error }) : error
  } finally {
    await client.close()
  }
}

const keptHeaders = ({ etag, age, 'cache-control': cacheControl }: OutsideAnswer['headers']) => ({
  ...(etag !== undefined && { etag }),
  ...(age !== undefined && { age }),
  ...(cacheControl !== undefined && { 'cache-control': cacheControl }),
})
