import type { Pool } from 'undici'
import { readClientSecret } from '#core/files/service-folder'
import type { MeasuredProcess } from './measured-process.ts'
import { openPool, type Processes } from './processes.ts'

/** A request, ready to be sent again and again. */
export interface WireRequest {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

/** What is there when requests are put together. */
export interface Surroundings {
  /** To the process that will be called. */
  pool: Pool
  called: MeasuredProcess
  processes: Processes
  /** How many requests will be sent at the most. */
  most: number
}

/** Puts a request together that is sent over and over. */
export type PrepareOne = (surroundings: Surroundings) => Promise<WireRequest>

/** Puts a request together, or several that are sent in turn, or what makes one each time, once and before anything is measured. */
export type Prepare = (surroundings: Surroundings) => Promise<WireRequest | WireRequest[] | (() => WireRequest)>

export const get =
  (path: string): Prepare =>
  async () => ({ method: 'GET', path })

export const issueToken: PrepareOne = async () => ISSUE

export const verifyToken: PrepareOne = async ({ pool }) =>
  post('/verify/servicea', { token: await newToken(pool), aud: 'serviceb', sub: 'servicea' })

/** Client credentials in the header (RFC 6749 §2.3.1). */
export const grantByBasic: PrepareOne = async ({ called }) => {
  const credentials = Buffer.from(`servicea:${await secretOf(called)}`).toString('base64')
  return postForm(GRANT, { authorization: `Basic ${credentials}` })
}

/** The same request to the server that reads its body, and does nothing with it. The body of `/verify` has a token. */
export const readByHello =
  (prepare: PrepareOne): Prepare =>
  async (surroundings) => {
    const { processes } = surroundings
    const called = processes['jwt-factory']
    const request = await withFactory(surroundings, (pool) => prepare({ ...surroundings, pool, called }))
    return { ...request, path: request.path === '/token' ? '/form' : '/json' }
  }

/** The same in the body. */
export const grantByPost: PrepareOne = async ({ called }) =>
  postForm({ ...GRANT, client_id: 'servicea', client_secret: await secretOf(called) })

/** Calls the callee's side of a scenario as A does, with the same token each time. */
export const callWithOneToken =
  (scenario: number): Prepare =>
  async (surroundings) =>
    callServer(scenario, await withFactory(surroundings, newToken))

/** More than a callee remembers: when the first one comes again, it is forgotten. */
const MANY_TOKENS = 6000

/** The same with a token that the callee does not know (any more). */
export const callWithFreshTokens =
  (scenario: number): Prepare =>
  async (surroundings) => {
    const length = Math.min(MANY_TOKENS, surroundings.most)
    return withFactory(surroundings, async (factory) => {
      const tokens = await Promise.all(Array.from({ length }, () => newToken(factory)))
      return tokens.map((token) => callServer(scenario, token))
    })
  }

/** The same with tokens of somebody who has logged in, as a play of that scenario does; the password is hashed once. */
export const callWithPersonTokens =
  (scenario: number): Prepare =>
  async (surroundings) => {
    const length = Math.min(MANY_TOKENS, surroundings.most)
    return withFactory(surroundings, async (factory) => {
      const place = '/plays/people'
      const opened = await factory.request(post(place, { dialect: 'strict' }))
      const { directory } = (await opened.body.json()) as { directory: string } // of our own factory
      const logIn = post(`${place}/${directory}/login`, { username: 'tester', password: 'tester' })
      const newPersonToken = async () => ((await (await factory.request(logIn)).body.json()) as { token: string }).token // the same
      const tokens = await Promise.all(Array.from({ length }, newPersonToken))
      return tokens.map((token) => callServer(scenario, token))
    })
  }

const CLAIMS = { sub: 'servicea', aud: 'serviceb' }
const GRANT = { grant_type: 'client_credentials', audience: 'serviceb' }
const ISSUE = post('/issueToken/servicea', CLAIMS)

async function withFactory<Result>({ processes }: Surroundings, act: (factory: Pool) => Promise<Result>) {
  const factory = openPool(processes['jwt-factory'], 16)
  try {
    return await act(factory)
  } finally {
    await factory.close()
  }
}

const newToken = async (factory: Pool) => (await factory.request(ISSUE)).body.text()

/** The factory wrote it there when it started. */
async function secretOf({ keysFolder }: MeasuredProcess): Promise<string> {
  return (await readClientSecret(keysFolder, 'servicea')) ?? ''
}

const callServer = (scenario: number, token: string): WireRequest => ({
  method: 'GET',
  path: `/scenario${scenario}-server`,
  headers: { authorization: `Bearer ${token}` },
})

function post(path: string, body: object): WireRequest {
  return { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function postForm(form: Record<string, string>, headers: Record<string, string> = {}): WireRequest {
  const body = new URLSearchParams(form).toString()
  return {
    method: 'POST',
    path: '/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  }
}
