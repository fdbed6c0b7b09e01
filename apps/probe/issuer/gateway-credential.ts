import { createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { z } from 'zod'
import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import { KNOWN_CONSUMER } from '#core/config/consumer-ring'
import { errorText } from '#core/error-text'
import { askPlain } from '#core/http/ask-plain'
import { quoteForBash } from '../target/quote-for-bash.ts'
import type { LinesAround } from '../target/repeat-line.ts'

/** The id of the credential of a run, always the same: a run that was killed leaves it there, and the next takes its place. */
const RUN_CREDENTIAL = '3f6a52b0-7c1d-4e58-9b4e-6a77d0f1c2e9'

const ringKeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), alg: z.string() })).min(1) })

export interface CredentialParts {
  readonly gateway: URL
  readonly factory: URL
  readonly ring: string
  /** By the `iss` of a token the gateway finds its credential. */
  readonly issuer: string
  readonly clock: Clock
  /** Is told what a person should know. */
  readonly tell: (line: string) => void
}

/**
 * Gives the known consumer of the gateway a credential with the public key of a ring, so that tokens of the run are believed.
 * Credentials of others are left as they are, those with the same key too.
 * @returns what takes it away, which never throws, and tells where it cannot; and what a line that repeats a finding later needs
 * @throws CannotBeMade with one sentence
 */
export async function addGatewayCredential({
  gateway,
  factory,
  ring,
  issuer,
  clock,
  tell,
}: CredentialParts): Promise<GatewayCredential> {
  const ask = (url: URL, method: string, path: string, body?: object) =>
    askPlain({ host: url.hostname, port: Number(url.port), method, path, body, patience: CREDENTIAL_PATIENCE }, clock)
  const { status, text } = await ask(factory, 'GET', `/keys/${ring}/jwks`)
  const published = status === 200 ? ringKeySet.safeParse(JSON.parse(text)).data : undefined
  const [jwk] = published?.keys ?? []
  if (!jwk) throw new CannotBeMade(`the factory at ${factory.origin} has no key of ${ring} yet`)
  const key = createPublicKey({ key: jwk as JWK, format: 'jwk' })
  const path = `/consumers/${KNOWN_CONSUMER.username}/jwt/${RUN_CREDENTIAL}`
  const credential = { key: issuer, algorithm: jwk.alg, rsa_public_key: key.export({ type: 'spki', format: 'pem' }) }
  const added = await ask(gateway, 'PUT', path, credential)
  if (added.status === 409)
    throw new CannotBeMade(`the gateway takes no credential for the run: it has one of another with the key ${issuer}`)
  if (added.status >= 300)
    throw new CannotBeMade(`the gateway takes no credential for the run: it answered ${added.status}`)
  const take = async () => {
    const why = await ask(gateway, 'DELETE', path).then(
      (gone) => (gone.status === 204 || gone.status === 404 ? undefined : `it answered ${gone.status}`),
      errorText,
    )
    if (why !== undefined)
      tell(`The credential of the run stays at the gateway at ${gateway.origin}: ${why}. ${takeItYourself(path)}`)
  }
  return { take, around: linesAround(new URL(path, gateway).href, credential) }
}

/** A credential that a gateway has for a run. */
interface GatewayCredential {
  /** Takes it away. Never throws. */
  readonly take: () => Promise<void>
  readonly around: LinesAround
}

/** Nothing goes on where the first fails; the other takes away whatever came of it. The key is a public one. */
function linesAround(url: string, credential: object): LinesAround {
  const quiet = 'curl -sS -o /dev/null'
  const body = quoteForBash(JSON.stringify(credential))
  return {
    before: `${quiet} -f -X PUT -H 'Content-Type: application/json' --data-raw ${body} ${url}`,
    behind: `${quiet} -X DELETE ${url}`,
  }
}

const takeItYourself = (path: string) =>
  `Take it away with DELETE ${path}, or start the gateway again: until then it believes tokens of that issuer.`

/** Milliseconds. */
const CREDENTIAL_PATIENCE = 10_000
