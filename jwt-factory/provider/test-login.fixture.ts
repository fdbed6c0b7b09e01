import { createHash, randomBytes } from 'node:crypto'
import type { Express } from 'express'
import { systemClock } from '#core/clock'
import { readClientSecret } from '#core/files/service-folder'
import { createFactory } from '../factory.ts'
import { openTestParts, type TestParts, type TestPartsOptions } from '../test-parts.ts'
import request from '../../tests/support/request.ts'

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
export async function openTestProvider(options: Partial<TestPartsOptions> = {}) {
  const start = new Date(systemClock.now()).toISOString()
  const parts = await openTestParts({ start, ringIds: ['servicea'], peopleMachine: systemClock, ...options })
  return { ...loginAt(createFactory(parts), parts), parts }
}

export const PROVIDER_URL = 'https://localhost:5443/login'

/** What applications and browsers do at a factory. */
export function loginAt(app: Express, { keysFolder }: Pick<TestParts, 'keysFolder'>) {
  const ask = (method: string, url: string, headers: Record<string, string> = {}, body?: string) => {
    const { pathname, search } = new URL(url, PROVIDER_URL)
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
  const secret = async (id: string) => (await readClientSecret(keysFolder, id)) ?? ''
  const browser = () => createTestBrowser(ask)
  /** What the gateway sends to the token route. */
  async function trade(form: Record<string, string>, path = '/token'): Promise<TradedTokens> {
    const authorization = `Basic ${Buffer.from(`login-gateway:${await secret('login-gateway')}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await ask('POST', `${PROVIDER_URL}${path}`, headers, new URLSearchParams(form).toString())
    return { status: answer.status, ...(answer.body as object) }
  }
  const regular = browser()
  /**
   * Somebody logs in: the page where the browser comes back, and what is traded for its code.
   * @param own by itself one that asks for the password once: a hash takes its time
   */
  async function logIn(more: Record<string, string> = {}, own = regular, person = TESTER) {
    const begun = beginLogin(more)
    const form = await own.open(begun.url)
    const back = form.text?.includes('name="password"') ? await own.send(form, person) : form
    return { browser: own, back, exchange: exchangeOf(back, begun.verifier) }
  }
  return { app, ask, fetch: fetchThere, secret, browser, trade, logIn }
}

/** An answer of the token route. */
export interface TradedTokens {
  status: number
  error?: string
  access_token?: string
  id_token?: string
  refresh_token?: string
}

export const exchangeOf = ({ url }: BrowserPage, code_verifier: string) => ({
  grant_type: 'authorization_code',
  code: new URL(url).searchParams.get('code') ?? '',
  redirect_uri: 'https://localhost:4743/callback',
  code_verifier,
})

export const renewalOf = ({ refresh_token = '' }: TradedTokens) => ({ grant_type: 'refresh_token', refresh_token })

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
  return { url: `${PROVIDER_URL}/auth?${new URLSearchParams(wanted)}`, verifier, state }
}
