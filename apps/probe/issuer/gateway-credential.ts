import { createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { z } from 'zod'
import { CannotBeMade } from '#attacks'
import type { Clock } from '#core/clock'
import { KNOWN_CONSUMER } from '#core/config/consumer-ring'
import { askPlain } from '#core/http/ask-plain'

/** By this name the gateway knows the credential of a run; a run that was killed leaves it there, and the next takes its place. */
const RUN_CREDENTIAL = 'jwt-sandbox-probe'

const ringKeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), alg: z.string() })).min(1) })

export interface CredentialParts {
  readonly gateway: URL
  readonly factory: URL
  readonly ring: string
  /** By the `iss` of a token the gateway finds its credential. */
  readonly issuer: string
  readonly clock: Clock
}

/**
 * Gives the known consumer of the gateway a credential with the public key of a ring, so that tokens of the run are believed.
 * @returns what takes it away, and never throws
 * @throws CannotBeMade with one sentence
 */
export async function addGatewayCredential({
  gateway,
  factory,
  ring,
  issuer,
  clock,
}: CredentialParts): Promise<() => Promise<void>> {
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
  if (added.status >= 300)
    throw new CannotBeMade(`the gateway takes no credential for the run: it answered ${added.status}`)
  return async () => void (await ask(gateway, 'DELETE', path).catch(() => {}))
}

/** Milliseconds. */
const CREDENTIAL_PATIENCE = 10_000
