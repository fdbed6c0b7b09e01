import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Clock } from '#core/clock'
import { cannotBeAsked } from '../judge-by.ts'
import type { Judge, Question } from '../judgement.ts'
import { askOnLoopback, withServer, type LoopbackAnswer } from './ask-on-loopback.ts'
import { errorOfExpressBearer, EXPRESS_BEARER_CHECKS } from './express-bearer-errors.ts'
import { findLibrary, type FoundLibrary } from './find-library.ts'
import { judgementOfLibrary } from './library-checks.ts'
import { inJudgingTime, notOfThisTime } from './machine-time.ts'
import { tokenOfHeader } from './token-of-header.ts'

/** As much of express-oauth2-jwt-bearer as is used here. */
interface ExpressBearer {
  auth(options: object): RequestHandler
}

const EXPRESS_BEARER = 'express-oauth2-jwt-bearer'

/** Of which the order is known. */
const EXPRESS_BEARER_MAJOR = '1.'

/** Those that are empty are read from the environment of the process otherwise. */
const NOT_FROM_ENVIRONMENT = { issuerBaseURL: '', secret: '', tokenSigningAlg: '' }

/**
 * express-oauth2-jwt-bearer in an app of Express, which is asked by HTTP: status and headers are those that a client gets. It reads the clock
 * of the machine, and cannot be told another time.
 * @param folders where it is looked for
 * @param clock of the machine
 */
export function openExpressBearerJudge(folders: readonly string[], clock: Clock): Judge {
  const library = findLibrary(EXPRESS_BEARER, folders)
  return {
    id: EXPRESS_BEARER,
    title: `${EXPRESS_BEARER}${library ? ` ${library.version}` : ''} in an app of Express`,
    configuration: `app.use(auth({ issuer: 'ISSUER', audience: 'AUDIENCE', jwksUri })) // which has KEY`,
    async judge(question) {
      if (!library) {
        const install = `npm install --no-save ${EXPRESS_BEARER}`
        return cannotBeAsked(EXPRESS_BEARER, `It is not installed here, and this project runs without it: ${install}`)
      }
      const otherTime = notOfThisTime(EXPRESS_BEARER, question, clock)
      if (otherTime !== undefined) return cannotBeAsked(EXPRESS_BEARER, otherTime)
      try {
        const { answer, error } = await inJudgingTime(clock, (signal) => askGuardedApp(library, question, signal))
        return judgementOfLibrary({
          judge: EXPRESS_BEARER,
          order: library.version.startsWith(EXPRESS_BEARER_MAJOR) ? EXPRESS_BEARER_CHECKS : undefined,
          token: tokenOfHeader(question.authorization),
          refusal: answer.status === 200 ? undefined : errorOfExpressBearer(answer.status, error),
          status: answer.status,
          answer: shownAnswer(answer),
        })
      } catch (error) {
        return cannotBeAsked(EXPRESS_BEARER, `It could not be asked: ${(error as Error).message}`)
      }
    },
  }
}

const JWKS_PATH = '/jwks'

/** One app for one question: it knows nothing from an earlier one. */
async function askGuardedApp(library: FoundLibrary, question: Question, signal: AbortSignal) {
  const { default: express } = await import('express')
  const app = express().set('env', 'production') // its answer to an error is a page without the stack
  let error: unknown
  app.get(JWKS_PATH, (_request, response) => void response.json(question.keys.jwks))
  return withServer(app, async (port) => {
    const { auth } = library.load() as ExpressBearer // its version 1 is this
    const jwksUri = `http://127.0.0.1:${port}${JWKS_PATH}`
    app.use(auth({ ...NOT_FROM_ENVIRONMENT, ...question.expected, jwksUri }))
    app.use((_request, response) => void response.end())
    const keepError: ErrorRequestHandler = (thrown, _request, _response, next) => {
      error = thrown
      app.set('env', 'test') // so that Express does not write it to the log of this process
      next(thrown)
    }
    app.use(keepError)
    return { answer: await askOnLoopback({ port }, question.authorization, signal), error }
  })
}

const SHOWN_HEADERS = ['www-authenticate', 'content-type']

function shownAnswer({ status, headers, body }: LoopbackAnswer) {
  const shown = SHOWN_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]))
  return { status, headers: Object.fromEntries(shown), body }
}
