import { createHash, randomBytes } from 'node:crypto'
import type { Express } from 'express'
import request from 'supertest'
import { systemClock } from '#core/clock'
import { readClientSecret } from '#core/files/service-folder'
import { createFactory } from '../factory.ts'
import { openTestParts, type TestParts, type TestPartsOptions } from '../test-parts.ts'

/** What a browser got. */
export interface BrowserPage {
  status: number
  headers: Record<string, string>
  text: string
  /** Where it is now. */
  url: string
}

/** As clients of several makes ask. */
interface Asked {
  method?: string | undefined
  headers?: Record<string, string> | undefined
  body?: unknown
}

/** A factory with its provider, by the clock of the machine, as the library has it. */
export async function openTestLogin(options: Partial<TestPartsOptions> = {}) {
  const start = new Date(systemClock.now()).toISOString()
  const parts = await openTestParts({ start, ringIds: ['servicea'], peopleMachine: systemClock, ...options })
  return { ...loginAt(createFactory(parts), parts), parts }
}

export const LOGIN_ISSUER = 'https://localhost:5443/login'

/** What applications and browsers do at a factory. */
export function loginAt(app: Express, { keysFolder }: Pick<TestParts, 'keysFolder'>) {
  const ask = (method: string, url: string, headers: Record<string, string> = {}, body?: string) => {
    const { pathname, search } = new URL(url, LOGIN_ISSUER)
    const asked =
      method === 'POST' ? request(app).post(`${pathname}${search}`) : request(app).get(`${pathname}${search}`)
    const one = asked.set({ host: 'localhost:5443', ...headers })
    return (body === undefined ? one : one.send(body)).redirects(0).ok(() => true)
  }
  /** As the fetch of a program has it. */
  const fetchThere = async (url: string | URL, init: Asked = {}): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init.headers).entries())
    const body = init.body === undefined || init.body === null ? undefined : String(init.body)
    const answer = await ask(init.method ?? 'GET', String(url), headers, body).buffer(true)
    const isEmpty = answer.status === 204 || answer.status === 304
    return new Response(isEmpty ? null : answer.text, { status: answer.status, headers: answer.headers as Record<string, string> }) // prettier-ignore
  }
  return { app, ask, fetch: fetchThere, secret: async (id: string) => (await readClientSecret(keysFolder, id)) ?? '', browser: () => createTestBrowser(ask) } // prettier-ignore
}

type Ask = ReturnType<typeof loginAt>['ask']

interface TestCookie {
  value: string
  path: string
}

const isAtProvider = (url: string) => url.startsWith('https://localhost:5443/')

/** Keeps cookies by name and path, and follows redirects as long as they stay at the factory. */
export function createTestBrowser(ask: Ask) {
  const cookies = new Map<string, TestCookie & { name: string }>()

  const cookieFor = (url: string): Record<string, string> => {
    const { pathname } = new URL(url)
    const sent = [...cookies.values()].filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) // prettier-ignore
    return sent.length === 0 ? {} : { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') }
  }

  function keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...rest] = line.split(/;\s*/)
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      const of = (attribute: string) => rest.find((each) => each.toLowerCase().startsWith(`${attribute}=`))?.slice(attribute.length + 1) // prettier-ignore
      const path = of('path') ?? '/'
      const isOver = of('expires')?.includes('1970') === true || of('max-age') === '0'
      if (isOver) cookies.delete(`${name} ${path}`)
      else cookies.set(`${name} ${path}`, { name, value, path })
    }
  }

  async function go(
    method: string,
    address: string,
    body?: string,
    more: Record<string, string> = {},
  ): Promise<BrowserPage> {
    let [verb, url, sent] = [method, address, body]
    for (let hop = 0; hop < 10; hop++) {
      const form = sent === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:5443', 'sec-fetch-site': 'same-origin' } // prettier-ignore
      const answer = await ask(verb, url, { accept: 'text/html', ...cookieFor(url), ...form, ...more }, sent)
      keep([answer.headers['set-cookie'] ?? []].flat())
      const { location } = answer.headers
      const seen = { status: answer.status, headers: answer.headers as Record<string, string>, text: answer.text, url }
      if (location === undefined) return seen
      url = new URL(location, url).href
      if (!isAtProvider(url)) return { ...seen, url }
      ;[verb, sent] = ['GET', undefined]
    }
    throw new Error('too many redirects')
  }

  return {
    cookies,
    open: (url: string, headers?: Record<string, string>) => go('GET', url, undefined, headers),
    /** Sends the first form of a page. */
    send: (page: BrowserPage, fields: Record<string, string>, headers?: Record<string, string>) => {
      const [, action = ''] = /<form[^>]* action="([^"]*)"/.exec(page.text) ?? []
      const hidden = page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)
      const all = { ...Object.fromEntries([...hidden].map(([, name, value]) => [name, value])), ...fields }
      return go('POST', new URL(action, page.url).href, new URLSearchParams(all).toString(), headers)
    },
  }
}

export const TESTER = { username: 'tester', password: 'tester' }

/** What an application keeps of a login that it has begun. */
export function beginLogin(more: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const wanted = {
    client_id: 'login-gateway',
    redirect_uri: 'https://localhost:4743/callback',
    response_type: 'code',
    scope: 'openid profile',
    state,
    nonce: 'n-0S6_WzA2Mj',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }
  return { url: `${LOGIN_ISSUER}/auth?${new URLSearchParams(wanted)}`, verifier, state }
}
