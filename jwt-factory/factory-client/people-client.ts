import type { Peer, PeerAnswer, PeerRequest } from '#core/http/peer'
import { isObject } from '#core/token/claims'
import type { NamedTokenId } from '#core/token/named-tokens'
import type { Call } from '#core/trace/request-context'
import { garbled } from './answers.ts'

/** What a person has after a login. */
export interface LoginTokens {
  readonly token: string
  readonly refresh: string
}

/** Somebody gets no token, or a directory is not changed: a word for programs, and a sentence. */
export interface PersonRefusal {
  readonly reason: string
  readonly message: string
}

/** People in a directory of a play, as a service asks for them. @throws Problem when the factory cannot be asked */
export interface PeopleClient {
  /** @returns the name of the directory */
  openDirectory(manner: { dialect: 'strict' | 'stoke'; unsafe_claims?: boolean }, call: Call): Promise<string>
  logIn(
    directory: string,
    asked: { username: string; password: string; isExpired: boolean; named?: NamedTokenId | undefined },
    call: Call,
  ): Promise<LoginTokens | PersonRefusal>
  renew(directory: string, tokens: LoginTokens, call: Call): Promise<LoginTokens | PersonRefusal>
  /**
   * @param asked `token`: of whoever changes it, by the letters that it says; absent: nobody looks at who it is
   * @returns undefined when it was changed
   */
  changeDirectory(
    directory: string,
    asked: { change: object; token?: string | undefined },
    call: Call,
  ): Promise<PersonRefusal | undefined>
  closeDirectory(directory: string, call: Call): Promise<void>
  /** Its JSON. */
  fetchPersonKeys(call: Call): Promise<unknown>
}

const PLAYS = '/plays/people'

export function createPeopleClient(peer: Peer): PeopleClient {
  const ask = ({ path, ...request }: PeerRequest, { context, spanId }: Call) =>
    peer.call({ ...request, path: `${peer.base}${PLAYS}${path}` }, context, spanId)

  function tokensIn(answer: PeerAnswer): LoginTokens | PersonRefusal {
    const { status, body } = answer
    if (status === 200 && isObject(body) && typeof body['token'] === 'string' && typeof body['refresh'] === 'string')
      return { token: body['token'], refresh: body['refresh'] }
    if (status === 401) return refusalIn(answer)
    throw garbled(peer, answer)
  }

  function refusalIn(answer: PeerAnswer): PersonRefusal {
    const { body, type } = answer
    if (type === 'application/json' && isObject(body) && typeof body['reason'] === 'string')
      return { reason: body['reason'], message: String(body['message']) }
    throw garbled(peer, answer)
  }

  return {
    async openDirectory(body, call) {
      const answer = await ask({ method: 'POST', path: '', body }, call)
      if (answer.status === 201 && isObject(answer.body) && typeof answer.body['directory'] === 'string')
        return answer.body['directory']
      throw garbled(peer, answer)
    },
    async logIn(directory, { isExpired, named, ...body }, call) {
      const query = isExpired ? '?expired=1' : named === undefined ? '' : `?named=${named}`
      const path = playPath(directory, `/login${query}`)
      return tokensIn(await ask({ method: 'POST', path, body }, call))
    },
    async renew(directory, { token, refresh }, call) {
      const headers = { authorization: `Bearer ${token}` }
      return tokensIn(
        await ask({ method: 'POST', path: playPath(directory, '/renew'), headers, body: { refresh } }, call),
      )
    },
    async changeDirectory(directory, { change: body, token }, call) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const answer = await ask({ method: 'POST', path: playPath(directory, '/changes'), headers, body }, call)
      if (answer.status === 200) return undefined
      if (answer.status === 403 || answer.status === 409) return refusalIn(answer)
      throw garbled(peer, answer)
    },
    async closeDirectory(directory, call) {
      const answer = await ask({ method: 'DELETE', path: playPath(directory) }, call)
      if (answer.status !== 200) throw garbled(peer, answer)
    },
    async fetchPersonKeys(call) {
      const answer = await ask({ method: 'GET', path: '/pkeys', expects: 'key set' }, call)
      if (answer.status === 200) return answer.body
      throw garbled(peer, answer)
    },
  }
}

/** Below the place of all plays. */
const playPath = (directory: string, path = '') => `/${encodeURIComponent(directory)}${path}`
