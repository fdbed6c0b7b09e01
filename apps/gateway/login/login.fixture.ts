import type { IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import { manualClock, systemClock, type Clock, type ManualClock } from '#core/clock'
import { createForwarder } from '#core/http/forward/forward'
import { asServer } from '#core/http/forward/handlers'
import { createForwardServer } from '#core/http/forward/server'
import { readTarget } from '#core/http/forward/target'
import { createServer, request } from '#core/http/node-http'
import { createLog } from '#core/log'
import type { LoginMemory } from '#core/login/login-memory'
import { createMemoryStore } from '#core/store/memory-store'
import type { Store } from '#core/store/store'
import { createTraces } from '#core/trace/recorder'
import { openFakeProvider, TEST_CLIENT } from './fake-provider.fixture.ts'
import { createLoginGateway } from './login-gateway.ts'
import { LOGIN_DEFAULTS, type LoginSettings } from '#core/login/login-settings'

export const LOGIN_NOW = 1_800_000_000_000
export const APP = 'https://app.example'

export interface LoginReply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

type Fields = Record<string, string | string[]>

/** Asks a port of this machine, by the name of the application. */
function askAs(port: number, path: string, headers: Fields, method = 'GET', body = ''): Promise<LoginReply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** A browser with cookies of its own; it keeps no more of their attributes than whether they are gone. */
export function createBrowser(port: number) {
  const cookies = new Map<string, string>()
  const browser = {
    cookies,
    /** One request; @param target below the application */
    async ask(target: string, headers: Fields = {}, method = 'GET', body = ''): Promise<LoginReply> {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const fields = { host: new URL(APP).host, ...(cookie !== '' && { cookie }), ...headers }
      const reply = await askAs(port, target, fields, method, body)
      for (const text of reply.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
        if (text.endsWith('; Max-Age=0')) cookies.delete(name)
        else cookies.set(name, value)
      }
      return reply
    },
    /** What the provider answers to the address that the gateway has sent the browser to: where it sends it back. */
    async atProvider(address: string): Promise<string> {
      const url = new URL(address)
      const { headers } = await askAs(Number(url.port), url.pathname + url.search, { host: url.host })
      const back = new URL(headers.location ?? '')
      return back.pathname + back.search
    },
    /** Asks for a page, and goes the whole way of a login. @returns the answer of the callback */
    async logIn(target = '/'): Promise<LoginReply> {
      const sent = await browser.ask(target)
      return browser.ask(await browser.atProvider(String(sent.headers.location)))
    },
  }
  return browser
}

export interface TestLogin {
  settings?: Partial<LoginSettings>
  store?: Store
  clock?: ManualClock
  machine?: Clock
  memory?: LoginMemory
  provider?: Awaited<ReturnType<typeof openFakeProvider>>
}

/** A gateway before a plain server that remembers what it was asked, and a provider that logs everybody in. */
export async function openGatewayLogin({ settings = {}, clock = manualClock(LOGIN_NOW), ...given }: TestLogin = {}) {
  const provider = given.provider ?? (await openFakeProvider(clock))
  const { machine = systemClock } = given
  const store = given.store ?? createMemoryStore(clock)
  const seen: { url: string; headers: IncomingHttpHeaders; rawHeaders: string[] }[] = []
  const service = createServer((asked, response) => {
    seen.push({ url: asked.url ?? '', headers: asked.headers, rawHeaders: asked.rawHeaders })
    response.setHeader('set-cookie', 'of-the-app=1')
    response.end('the application')
  })
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve))
  const lines: string[] = []
  const log = createLog({ name: 'login', level: 'debug', format: 'json', clock, write: (line) => lines.push(line) })
  const traces = createTraces('login-gateway', systemClock)
  const forwarder = createForwarder({ clock: systemClock, host: '127.0.0.1' })
  const target = readTarget(`http://127.0.0.1:${portOfTest(service)}`)
  const gateway = createLoginGateway(
    {
      ...LOGIN_DEFAULTS,
      ...TEST_CLIENT,
      appUrl: APP,
      callbackPath: '/callback',
      logoutPath: '/logout',
      issuerUrl: provider.issuer,
      scopes: ['openid', 'profile'],
      headers: { idTokenHeader: 'jwt', accessTokenHeader: 'my_access_token', useBearerSchemaForAuthorization: false },
      idTokenClaims: [{ claim: 'name', header: 'x-name', append: false }],
      jwksCacheRefreshPolicy: 'always',
      ...settings,
    },
    {
      clock,
      machine,
      log,
      traces,
      host: '127.0.0.1',
      store,
      ...(given.memory && { memory: given.memory }),
      forwarder,
      route: () => ({ target, name: 'web-ui' }),
    },
  )
  const server = createForwardServer(asServer(gateway.handlers, log), { clock: systemClock })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const each of [server, service]) {
      each.closeAllConnections()
      await new Promise((resolve) => void each.close(resolve))
    }
    await forwarder.close('now')
    await gateway.close()
    if (!given.provider) await provider.close()
  })
  const port = portOfTest(server)
  return { port, provider, store, clock, seen, lines, traces, gateway, service, browser: () => createBrowser(port) }
}

function portOfTest(server: { address(): unknown }): number {
  const address = server.address()
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0
}
