import { randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'
import { registryPath } from '#core/registry/registry-paths'

/** Somebody with a key pair who publishes it at a registry, made with jose alone. */
export interface Publisher {
  kid: string
  algorithm: string
  /** As jwtproxy writes it, but for the padding. */
  document: Record<string, string>
  privateJwk: JWK
  /** A JWT for a registry: good unless something else is said. `undefined` leaves a claim out. */
  sign(order: SigningOrder): Promise<string>
}

export interface SigningOrder {
  service: string
  /** Of the registry. */
  origin: string
  /** Seconds since 1970. */
  now: number
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
}

export async function newPublisher(algorithm = 'RS256', { padded = false } = {}): Promise<Publisher> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const { kty, ...numbers } = (await exportJWK(publicKey)) as Record<string, string>
  const kid = `${await calculateJwkThumbprint({ kty, ...numbers } as JWK)}${padded ? '=' : ''}`
  const pad = (text: string) => (padded && text.length > 10 ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text)
  const shown = Object.fromEntries(
    Object.entries(numbers).map(([name, text]) => [name, name === 'crv' ? text : pad(text)]),
  )
  return {
    kid,
    algorithm,
    document: { kid, kty: kty ?? '', alg: algorithm, use: 'sig', ...shown },
    privateJwk: await exportJWK(privateKey),
    sign({ service, origin, now, claims = {}, header = {} }) {
      const usual = { iss: service, aud: origin, iat: now, nbf: now - 60, exp: now + 300, jti: randomUUID() }
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT', ...header })
        .sign(privateKey)
    },
  }
}

/** Where a key is at the registry of a factory. */
export const keyAddress = (service: string, kid?: string): string => `/registry${registryPath(service, kid)}`
