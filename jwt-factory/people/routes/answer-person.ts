import type { Request, Response } from 'express'
import { challenge } from '#core/access/challenge'
import { revokeToken } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { sendJson } from '#core/http/send'
import type { Log } from '#core/log'
import { noteResult } from '#core/telemetry/request-result'
import type { Store } from '#core/store/store'
import type { LoginAudit } from '../audit/login-audit.ts'
import { type Asker, PasswordsBusy } from '../passwords/in-turn.ts'
import { LdapUnavailable } from '../sources/ldap/ldap-unavailable.ts'
import type { TokenDialect } from '../tokens/issued.ts'
import { PeopleRefused, REFUSAL_STATUS, type PeopleRefusal } from '../tokens/refusals.ts'
import type { TokenSettings } from '../tokens/token-settings.ts'

/** What the answers to people have in common. */
export interface PersonAnswerParts {
  dialect: 'strict' | 'stoke'
  settings: Pick<TokenSettings, 'issuer'>
  tokens: TokenDialect
  store: Store
  clock: Clock
  /** By which requests have their time. */
  machine: Clock
  log: Log
  /** Where it is written down who gets a token, and who does not. */
  loginAudit: LoginAudit
  /** How long an answer may take. Milliseconds. */
  timeout: number
}

export const PEOPLE_REALM = 'people'

/**
 * Does what somebody asks for, and answers a refusal as the dialect does. What a refusal takes back is taken back before its answer.
 * @param event for the log, when it is refused
 * @param noteRefusal for the audit log
 * @throws Problem cannot-decide when too many passwords wait to be checked, or nobody can tell whether one is right; whatever else goes wrong
 */
export async function answerPerson(
  response: Response,
  event: string,
  { dialect, settings: { issuer }, store, clock, log }: PersonAnswerParts,
  answer: () => Promise<void>,
  noteRefusal: (reason: PeopleRefusal) => void,
): Promise<void> {
  try {
    await answer()
  } catch (error) {
    if (error instanceof PasswordsBusy) throw laterForPasswords(error)
    if (error instanceof LdapUnavailable) throw laterForDirectory(error)
    if (!(error instanceof PeopleRefused)) throw error
    for (const { tokenId: jti, exp } of error.revoke)
      await revokeToken(store, { ...(issuer !== undefined && { iss: issuer }), jti, exp }, { clock, keepSeconds: 0 })
    log.warn({ reason: error.reason, revoked: error.revoke.length }, event)
    noteRefusal(error.reason)
    sendRefusal(response, error.reason, dialect)
  }
}

/** Too many passwords wait: an answer for whoever is one too many. */
export const laterForPasswords = (cause: PasswordsBusy) =>
  new Problem('cannot-decide', 'Too many log in at the moment. Try again in a moment.', {
    headers: { 'retry-after': String(cause.retryAfterSeconds) },
    cause,
  })

export const DIRECTORY_AWAY = 'The directory that knows this password does not answer. Try again in a moment.'
export const DIRECTORY_BACK_SECONDS = '5'

const laterForDirectory = (cause: LdapUnavailable) =>
  new Problem('cannot-decide', DIRECTORY_AWAY, {
    headers: { 'retry-after': DIRECTORY_BACK_SECONDS },
    cause,
  })

/** The original has one body for all of them; ours says why, as far as everybody may know. */
export function sendRefusal(response: Response, reason: PeopleRefusal, dialect: PersonAnswerParts['dialect']): void {
  noteResult(response, reason)
  const status = REFUSAL_STATUS[reason][dialect]
  if (dialect === 'stoke') return sendJson(response, status, {})
  if (status === 401) response.setHeader('www-authenticate', challenge(PEOPLE_REALM)) // RFC 9110 §15.5.2
  if (status === 429) response.setHeader('retry-after', reason === 'too-many-renewals' ? '60' : '1')
  sendJson(response, status, { message: REFUSAL_WORDS[reason], reason })
}

/** Each in a sentence for whoever asked. */
export const REFUSAL_WORDS: Record<PeopleRefusal, string> = {
  'wrong-credentials': 'name or password is wrong',
  'claims-missing': 'a claim that is required is missing',
  'unfit-entry':
    'the directory that knows the password lacks a name or an address of this person, or has one that somebody else has here: ask whoever administers it',
  'claims-too-long': 'the claims do not fit into a token: log in with filter_claims',
  'too-many-guesses': 'there were too many wrong passwords for this name; a right one is taken all the same',
  'unknown-refresh': 'the refresh value does not belong to this token, or has ended',
  'used-refresh': 'the refresh value was used before, so all tokens of that login are taken back',
  'revoked-login': 'all tokens of that login were taken back',
  'no-renewal-left': 'the login was renewed as often as it may be',
  'too-many-renewals': 'too many tokens of that login live: renew again when one of them has ended',
  'changed-person': 'the person is no longer there, or has another password',
}

/** The address that a request comes from. */
export const addressOfCaller = ({ socket: { remoteAddress = '' } }: Request): string => remoteAddress

/** Who asks, for the queue of passwords: whoever has gone away, or has waited too long, leaves it. */
export function askerOf(
  request: Request,
  response: Response,
  { machine, timeout }: Pick<PersonAnswerParts, 'machine' | 'timeout'>,
): Required<Asker> {
  const over = new AbortController()
  response.once('close', () => over.abort(new Problem('cannot-decide', 'The caller has gone.')))
  machine.delay(timeout, over.signal).then(
    () => over.abort(new Problem('cannot-decide', TOO_SLOW, { headers: { 'retry-after': '2' } })),
    () => {}, // the answer came first
  )
  return { caller: addressOfCaller(request), signal: over.signal }
}

const TOO_SLOW = 'The login waited for longer than server.timeout lets it. Try again in a moment.'
