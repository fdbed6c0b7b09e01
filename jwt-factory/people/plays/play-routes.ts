import type { Request, RequestHandler, Response } from 'express'
import { challenge } from '#core/access/challenge'
import type { Clock } from '#core/clock'
import { readBearer } from '#core/http/bearer'
import { contextOf } from '#core/http/context'
import { jsonBody, parseInput } from '#core/http/input'
import { oneOf, readQuery, yesOrNo } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendJson, sendSecret } from '#core/http/send'
import { NAMED_TOKEN_IDS } from '#core/token/named-tokens'
import { DirectoryFault } from '../directory/fault.ts'
import { PasswordsBusy } from '../passwords/in-turn.ts'
import { laterForPasswords } from '../routes/answer-person.ts'
import type { IssuedTokens } from '../tokens/issued.ts'
import { renewalBody } from '../tokens/login-body.ts'
import { playBody, playChangeBody, playChangeOf, playLoginBody } from './play-bodies.ts'
import { changePlay, playDocument } from './play-cast.ts'
import { playRules } from './play-config.ts'
import type { PlayDirectories } from './play-directories.ts'
import type { PlayPeople, PlayRefusal } from './play-people.ts'

export interface PlayRoutesParts {
  directories: PlayDirectories
  people: PlayPeople
  clock: Clock
}

const PLAY_PLACE = '/plays/people'

/** What a scenario asks for in which people log in: a directory of its own, that nobody administers. */
export const routesOfPlays = (parts: PlayRoutesParts): Route[] => [
  route(`POST ${PLAY_PLACE}`, 'a directory of people for one play: {dialect}; it is thrown away soon', jsonBody, openPlay(parts)), // prettier-ignore
  route(`POST ${PLAY_PLACE}/:directory/login`, 'a token for somebody in it (?expired=1: one that has expired; ?named=NAME: a token by its name)', jsonBody, logInToPlay(parts)), // prettier-ignore
  route(`POST ${PLAY_PLACE}/:directory/renew`, 'the next token, for the last one and its refresh value', jsonBody, renewInPlay(parts)), // prettier-ignore
  route(`POST ${PLAY_PLACE}/:directory/changes`, 'somebody changes it: {takes_out} or {gives}; whoever brings the token of a person needs their letters', jsonBody, changeInPlay(parts)), // prettier-ignore
  route(`DELETE ${PLAY_PLACE}/:directory`, 'the play is over', closePlay(parts)),
  route(`GET ${PLAY_PLACE}/pkeys`, 'the public keys, and when to ask for them again', (_request, response) =>
    sendJson(response, 200, parts.people.keySet()),
  ),
]

const openPlay =
  ({ directories, clock }: PlayRoutesParts): RequestHandler =>
  async ({ body }, response) => {
    const { dialect, unsafe_claims: unsafeClaims = false } = parseInput(playBody, body)
    const document = playDocument(playRules({ unsafeClaims }), clock.now())
    sendJson(response, 201, { directory: await directories.open({ dialect, unsafeClaims }, document) })
  }

const playNamed = ({ params }: Request): string => String(params['directory'])

function answerPlay(response: Response, answer: IssuedTokens | PlayRefusal): void {
  if ('token' in answer) return sendSecret(response, { ...answer })
  response.setHeader('www-authenticate', challenge('people'))
  sendJson(response, 401, { ...answer })
}

const PLAY_LOGIN_QUERY = { expired: yesOrNo, named: oneOf(NAMED_TOKEN_IDS) }

const logInToPlay =
  ({ directories, people }: PlayRoutesParts): RequestHandler =>
  async (request, response) => {
    const asked = parseInput(playLoginBody, request.body)
    const { expired: isExpired = false, named } = readQuery(request.query, PLAY_LOGIN_QUERY)
    const { recorder } = contextOf(request)
    const place = await directories.find(playNamed(request))
    const answer = await people.logIn(place, asked, { recorder, isExpired, named }).catch((error: unknown) => {
      throw error instanceof PasswordsBusy ? laterForPasswords(error) : error
    })
    answerPlay(response, answer)
  }

const renewInPlay =
  ({ directories, people }: PlayRoutesParts): RequestHandler =>
  async (request, response) => {
    const { refresh } = parseInput(renewalBody, request.body)
    const token = readBearer(request, 'people') ?? ''
    const { recorder } = contextOf(request)
    answerPlay(response, await people.renew(await directories.find(playNamed(request)), { token, refresh }, recorder))
  }

const changeInPlay =
  ({ directories, people }: PlayRoutesParts): RequestHandler =>
  async (request, response) => {
    const change = playChangeOf(parseInput(playChangeBody, request.body))
    const place = await directories.find(playNamed(request))
    const { directory, ...manner } = place
    const { recorder } = contextOf(request)
    const what =
      change.does === 'gives'
        ? `give the group "${change.group}" the claim ${change.claim} with the value "${change.value}"`
        : `take ${change.username} out of the group "${change.group}"`
    const token = readBearer(request, 'people')
    const refusal =
      token === undefined ? undefined : await people.mayNotChange(place, { token, change, what }, recorder)
    if (refusal) return sendJson(response, 403, { ...refusal })
    try {
      await directory.change((document) => changePlay(document, change, playRules(manner)))
    } catch (error) {
      if (!(error instanceof DirectoryFault)) throw error
      recorder.step({ verb: 'refuses', what: `to ${what}`, reason: error.message })
      return sendJson(response, 409, { reason: error.reason, message: error.message })
    }
    recorder.step({ verb: 'is-told', what })
    if (change.does === 'gives' && change.value.includes(','))
      recorder.step({ verb: 'fails', what: `to notice that "${change.value}" reads as several values: unsafe_claims lets whoever changes claims make a superuser` }) // prettier-ignore
    sendJson(response, 200, { changed: true })
  }

const closePlay =
  ({ directories }: PlayRoutesParts): RequestHandler =>
  async (request, response) =>
    sendJson(response, 200, { closed: await directories.close(playNamed(request)) })
