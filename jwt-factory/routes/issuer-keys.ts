import type { RequestHandler } from 'express'
import { PRETTY } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { readQuery, yesOrNo } from '#core/http/query'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import type { Issuer, Issuers } from '../issuer.ts'
import { sendKey } from './send-key.ts'

interface IssuerKeyParts {
  issuers: Issuers
  issuer: Issuer
  log: Log
}

/** The public key of the issuer by which it signs where nothing else is declared, and where all its keys stand. */
export function readIssuerKey({ issuers, issuer, log }: IssuerKeyParts): RequestHandler {
  return async (request, response) => {
    const { length: before } = issuers.entriesOf(issuer)
    const key = await issuers.keyOf(issuer)
    if (before === 0) log.info({ ringId: issuer.ringId, kid: key.kid }, 'key-made')
    sendKey(request, response, 200, key, issuers.entriesOf(issuer))
  }
}

/** Another key signs from now on, by each algorithm of the issuer; with `?prepare=1` the new ones are published only. */
export function createIssuerKeys({ issuers, issuer, log }: IssuerKeyParts): RequestHandler {
  return async (request, response) => {
    const { prepare: isPrepared = false } = readQuery(request.query, { prepare: yesOrNo, ...PRETTY })
    const key = await issuers.renew(issuer, isPrepared)
    const keys = issuers.entriesOf(issuer)
    const { state } = keys.find(({ kid }) => kid === key.kid) ?? {}
    log.info({ ringId: issuer.ringId, kid: key.kid }, state === 'prepared' ? 'key-prepared' : 'key-made')
    sendKey(request, response, 201, key, keys)
  }
}

/** Takes a key of the issuer out at once, whichever algorithm it has. If it was one that signs, another takes over. */
export function revokeIssuerKey({ issuers, issuer, log }: IssuerKeyParts): RequestHandler {
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
