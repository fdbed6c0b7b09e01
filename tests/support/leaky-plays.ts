import { expect } from 'vitest'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { readClientSecret } from '#core/files/service-folder'
import { loadScenarios, ROLES, type Role } from '#scenarios'
import { allHostileTokens } from './hostile-tokens.ts'
import { leakyForms, type LeakyForm } from './leaky-forms.ts'
import type { Answer, CallInit, TestSandbox } from './sandbox.ts'

const TRACE_ID = 'abcdef0123456789abcdef0123456789'
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`

const HELD_TRACE = '00-abcdef0123456789abcdef0123456780-00f067aa0ba902b7-00'

/** As short as a key id: no bound on the length of what is repeated would catch it. */
const SHORT_TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'

export async function clientSecretOf({ keysFolder }: TestSandbox, role: Role): Promise<string> {
  return (await readClientSecret(keysFolder, role)) ?? expect.fail(`${role} has no secret`)
}

const NEW_PATHS = ['/keys/servicea/', '/issuers/', '/issuers/near/', '/.well-known/oauth-authorization-server/issuers/']

/** What was answered while everything was played, and might say too much. */
export interface PlayedAnswers {
  /** Every answer that is not a token or a key asked for: header and body, as sent. */
  answers: string[]
  tokens: Set<string>
  /** How many of them a play had asked to have held. */
  held: number
}

export async function playEverything(sandbox: TestSandbox): Promise<PlayedAnswers> {
  const answers: string[] = []
  const tokens = new Set<string>()
  let held = 0

  async function playAll() {
    const good = await tokenFor('serviceb')
    await tokenFor('servicec')
    await tokenFor('serviceb', '?expired=1')
    for (const token of await allHostileTokens(good)) tokens.add(token)

    const plays = (await loadScenarios()).flatMap(({ number, callees, variants = {} }) => {
      const others = Object.keys(variants).map((name) => `?trace=1&${name}=1`)
      const queries = ['', '?expired=1', '?trace=1', `?trace=1&expired=${callees.at(-1)}`, ...others]
      return queries.map((query) => `/scenario${number}${query}`)
    })
    await Promise.all(plays.map((path) => keep('GET', 'servicea', path))) // at once, for some wait for a peer
    await playHolding()
    for (const path of ['', '/issuers/near']) await sendForms(path, good)
    for (const token of tokens) await offer(token)
    for (const process of CONTROLLED_NAMES) await misplace(process, good)
    await keep('POST', 'jwt-factory', '/keys/servicea')
    await keep('POST', 'jwt-factory', '/dump')
    for (const role of ROLES) await keep('POST', role, '/gen-keys')
    await keep('GET', 'servicea', '/scenario3?trace=1')
    for (const process of CONTROLLED_NAMES) await keep('GET', process, `/traces/${TRACE_ID}`)
  }

  /** A play that has its tokens held: they are given to a program of this machine, and to nobody else. */
  async function playHolding() {
    const headers = { traceparent: HELD_TRACE, tracestate: 'jwt-sandbox=tokens' }
    for (const number of [1, 3, 7, 8, 9, 15]) await keep('GET', 'servicea', `/scenario${number}?trace=1`, { headers })
    const path = `/traces/${HELD_TRACE.split('-')[1]}`
    for (const process of CONTROLLED_NAMES) {
      const { body } = await sandbox.plain(process, `${path}/tokens`)
      for (const { token } of body) tokens.add(token)
      held += body.length
      for (const address of [path, `${path}/tokens`]) await keep('GET', process, address, { headers })
      await keep('GET', process, `${path}/tokens`, { headers: { host: 'localhost' } })
      for (const foreign of [{ origin: 'https://evil.test' }, { host: 'jwt-factory' }, { forwarded: 'for=10.0.0.7' }]) {
        answers.push((await sandbox.plain(process, `${path}/tokens`, { headers: foreign })).text)
      }
    }
  }

  async function tokenFor(aud: string, query = '') {
    const { text } = await sandbox.post('jwt-factory', `/issueToken/servicea${query}`, { body: { aud } })
    tokens.add(text)
    return text
  }

  /** Tokens and secrets on the OAuth routes, where they belong and where they do not. */
  async function sendForms(issuer: string, token: string) {
    const granted = await grantFrom(issuer)
    const secret = await clientSecretOf(sandbox, 'servicea')
    const forms = [token, granted].flatMap((given) => leakyForms(given, 'servicea', secret))
    const sendOne = async ({ query = '', headers, body }: LeakyForm) => {
      const init = { headers: { ...headers, traceparent: TRACEPARENT }, body }
      for (const route of ['token', 'introspect', 'revoke', 'jwks'])
        await keep('POST', 'jwt-factory', `${issuer}/${route}${query}`, init)
    }
    await Promise.all(forms.map(sendOne)) // at once, for wrong guesses are made to wait
  }

  async function grantFrom(issuer: string): Promise<string> {
    const [first] = leakyForms('-', 'servicea', await clientSecretOf(sandbox, 'servicea'))
    const body = 'grant_type=client_credentials&audience=serviceb'
    const answer = await sandbox.post('jwt-factory', `${issuer}/token`, { ...first, body })
    tokens.add(answer.body.access_token)
    return answer.body.access_token
  }

  /** Where a token belongs. */
  async function offer(token: string) {
    const headers = { authorization: `Bearer ${token}`, traceparent: TRACEPARENT }
    for (const number of [1, 3]) await keep('GET', 'serviceb', `/scenario${number}-server`, { headers })
    const body = { token, aud: 'serviceb', sub: 'servicea' }
    await keep('POST', 'jwt-factory', '/verify/servicea', { body, headers: { traceparent: TRACEPARENT } })
    await keep('POST', 'jwt-factory', '/verify/nobody', { body })
  }

  /** Where no token belongs. */
  async function misplace(process: ControlledName, token: string) {
    const paths = [
      '/',
      '/keys/',
      '/issueToken/',
      '/verify/',
      '/utils/publicKey/',
      '/traces/',
      '/scenario1/',
      ...NEW_PATHS,
    ]
    for (const path of paths) {
      await keep('GET', process, path + token)
      await keep('POST', process, path + token)
      await keep('GET', process, path + token.replace('eyJ', '%65yJ'))
    }
    for (const path of ['/', '/scenario1/', '/nowhere/']) await keep('GET', process, path + SHORT_TOKEN)
    for (const path of [
      '/scenario1',
      '/scenario1-server',
      '/scenario3-server',
      '/scenario15-server',
      '/api/pkeys',
      '/metrics',
      '/nowhere',
      '/jwks',
    ]) {
      await keep('GET', process, `${path}?access_token=${token}&expired=${token}&trace=${token}`)
      for (const authorization of [
        token,
        `Basic ${token}`,
        `DPoP ${token}`,
        `Bearer\t${token}`,
        `Bearer  ${token} x`,
      ]) {
        await keep('GET', process, path, { headers: { authorization } })
        await keep('GET', process, `${path}?access_token=${token}`, { headers: { authorization } })
      }
      const headers = { traceparent: token, cookie: `t=${token}`, 'x-request-timeout-ms': token, 'user-agent': token }
      await keep('GET', process, path, {
        headers: { ...headers, authorization: [`Bearer ${token}`, `Bearer ${token}`] },
      })
    }
    for (const path of ['/issueToken/servicea', '/verify/servicea', '/gen-keys', '/dump']) {
      for (const type of ['application/json', token, 'text/plain']) {
        const headers = { 'content-type': type }
        for (const body of [
          token,
          `{"token":"${token}"`,
          `["${token}"]`,
          `{"${token}":1,"${token}":2}`,
          `"${token}"`,
        ]) {
          await keep('POST', process, path, { headers, body })
        }
        await keep('POST', process, path, {
          headers,
          body: { exp: token, iat: token, aud: token, sub: { token }, token: 1 },
        })
      }
    }
  }

  async function keep(method: 'GET' | 'POST', process: ControlledName, path: string, init: CallInit = {}) {
    const answer: Answer = await sandbox[method === 'GET' ? 'get' : 'post'](process, path, init)
    const isAsked = answer.status === 200 && answer.headers['content-type'] === 'application/jwt'
    if (isAsked) return void tokens.add(answer.text)
    const granted = answer.status === 200 && answer.body?.access_token
    if (granted) return void tokens.add(granted)
    answers.push(JSON.stringify(answer.headers) + answer.text)
  }

  await playAll()
  return { answers, tokens, held }
}
