import * as crypto from 'node:crypto'
import type { KeyObject, SigningOptions } from 'node:crypto'
import { systemClock } from '#core/clock'
import { ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import type { Timing } from './load.ts'

/** About as much as the signed part of a token of scenario 1. */
const TEXT = Buffer.alloc(330, 'x')

/** A signature and its check by `node:crypto` alone: no promise, no JSON, no HTTP. Nothing can sign for less. */
export interface RawSignature {
  algorithm: Algorithm
  sign(): void
  verify(): void
}

export function createRawSignature(algorithm: Algorithm): RawSignature {
  const digest = algorithm.endsWith('A') ? null : `sha${algorithm.slice(2)}`
  const { privateKey, publicKey } = makePair(algorithm)
  const options = optionsOf(algorithm)
  const made = crypto.sign(digest, TEXT, withKey(privateKey, options))
  return {
    algorithm,
    sign: () => void crypto.sign(digest, TEXT, withKey(privateKey, options)),
    verify() {
      if (!crypto.verify(digest, TEXT, withKey(publicKey, options), made))
        throw new Error(`${algorithm}: its own signature was refused`)
    },
  }
}

/** Does it over and over, one after another. */
export async function repeat(act: () => void | Promise<void>, times: number, maxSeconds: number): Promise<Timing> {
  const milliseconds: number[] = []
  const begin = systemClock.monotonic()
  let last = begin
  for (let done = 0; done < times && last - begin < maxSeconds * 1000; done++) {
    const acting = act()
    if (acting) await acting
    const now = systemClock.monotonic()
    milliseconds.push(now - last)
    last = now
  }
  return { milliseconds, seconds: (last - begin) / 1000 }
}

/** The lengths that the sandbox uses (jose's default for RSA). */
function makePair(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  const spec = ALGORITHMS[algorithm]
  if (spec.kty === 'RSA') return crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })
  if (spec.kty === 'EC') return crypto.generateKeyPairSync('ec', { namedCurve: spec.crv })
  return crypto.generateKeyPairSync('ed25519')
}

/** As JWS wants them (RFC 7518 §3.4, §3.5). */
function optionsOf(algorithm: Algorithm): SigningOptions {
  if (algorithm.startsWith('ES')) return { dsaEncoding: 'ieee-p1363' }
  if (algorithm.startsWith('PS')) {
    return { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST }
  }
  return {}
}

const withKey = (key: KeyObject, options: SigningOptions) => ({ key, ...options })
