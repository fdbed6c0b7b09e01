import type { RequestHandler } from 'express'
import { PRETTY } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { oneOf, readQuery, yesOrNo } from '#core/http/query'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import type { Issuer, Issuers } from '../issuer.ts'
import type { TokenShapes } from '../registered-clients/token-shapes.ts'
import { sendKey } from './send-key.ts'

interface IssuerKeyParts {
  issuers: Issuers
  issuer: Issuer
  shapes: TokenShapes
  log: Log
}

/**
 * The public key by which the issuer signs, and where all its keys stand. Of several, that of `?algorithm=RS256`; by itself that
 * which is declared for the issuer, for by that it signs where neither the client nor the audience has another.
 */
export function readIssuerKey({ issuers, issuer, shapes, log }: IssuerKeyParts): RequestHandler {
  return async (request, response) => {
    const { algorithm } = readQuery(request.query, { algorithm: oneOf(ALL_ALGORITHMS), ...PRETTY })
    const { length: before } = issuers.entriesOf(issuer)
    const own = await issuers.keyOf(issuer)
    const known = [own.algorithm, ...shapes.algorithmsOf(issuer)]
    if (algorithm !== undefined && !known.includes(algorithm)) throw neverSignsBy(algorithm, known)
    const key = await issuers.keyOf(issuer, algorithm ?? shapes.ofIssuer(issuer).algorithm)
    if (before === 0) log.info({ ringId: issuer.ringId, kid: key.kid }, 'key-made')
    sendKey(request, response, 200, key, issuers.entriesOf(issuer))
  }
}

/** Another key signs from now on, by each algorithm of the issuer; with `?prepare=1` the new ones are published only. */
export function createIssuerKeys({ issuers, issuer, shapes, log }: IssuerKeyParts): RequestHandler {
  return async (request, response) => {
    const { prepare: isPrepared = false } = readQuery(request.query, { prepare: yesOrNo, ...PRETTY })
    const key = await issuers.renew(issuer, isPrepared, shapes.ofIssuer(issuer).algorithm)
    const keys = issuers.entriesOf(issuer)
    const { state } = keys.find(({ kid }) => kid === key.kid) ?? {}
    log.info({ ringId: issuer.ringId, kid: key.kid }, state === 'prepared' ? 'key-prepared' : 'key-made')
    sendKey(request, response, 201, key, keys)
  }
}

/** Nobody can think of an algorithm, and have a key made for it: only what is declared has one. */
function neverSignsBy(algorithm: Algorithm, known: readonly Algorithm[]): Problem {
  const declare = `Declare it in clients.json, at the issuer, a client or an audience: "algorithm": "${algorithm}".`
  return new Problem('not-found', `The issuer signs by ${[...new Set(known)].join(', ')}. ${declare}`)
}

/** Takes a key of the issuer out at once, whichever algorithm it has. If it was one that signs, another takes over. */
export function revokeIssuerKey({ issuers, issuer, log }: Omit<IssuerKeyParts, 'shapes'>): RequestHandler {
  return async (request, response) => {
    const kid = String(request.params['kid'])
    if (!(await issuers.revoke(issuer, kid))) {
      throw new Problem(
        'not-found',
        'The issuer has no such key. GET the same address without the key id lists all keys.',
      )
    }
    log.warn({ ringId: issuer.ringId, kid }, 'key-revoked')
    sendJson(response, 200, { revoked: kid, keys: issuers.entriesOf(issuer) })
  }
}
