import type { RequestHandler } from 'express'
import { parseInput } from '#core/http/input'
import { sendSecret } from '#core/http/send'
import { noteResult } from '#core/telemetry/request-result'
import { decideLogin, type LoginParts } from '../tokens/login.ts'
import { loginBody, loginRequestOf } from '../tokens/login-body.ts'
import { addressOfCaller, answerPerson, askerOf, type PersonAnswerParts } from './answer-person.ts'

/** `POST /api/login` (A.3): one hash of a password for each, whoever asks for whom. */
export const logIn =
  ({ login, ...parts }: PersonAnswerParts & { login: LoginParts }): RequestHandler =>
  async (request, response) => {
    const { filter, required, ...asked } = loginRequestOf(parseInput(loginBody, request.body))
    const { loginAudit } = parts
    const from = addressOfCaller(request)
    const scope = { ...(filter && { filter }), ...(required && { required }) }
    const logPerson = async () => {
      const person = await decideLogin({ ...asked, ...scope }, login, askerOf(request, response, parts))
      const issued = await parts.tokens.login(person, scope)
      parts.log.info({ person: person.id }, 'logged-in')
      await loginAudit.loggedIn(person, from)
      noteResult(response, 'issued')
      sendSecret(response, { username: person.username, ...issued })
    }
    const noteRefusal = (reason: string) => loginAudit.loginRefused(asked.username, reason, from)
    await answerPerson(response, 'login-refused', parts, logPerson, noteRefusal)
  }
