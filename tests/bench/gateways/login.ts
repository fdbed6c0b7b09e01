import { systemClock } from '#core/clock'
import { createForwarder } from '#core/http/forward/forward'
import { asServer } from '#core/http/forward/handlers'
import { createForwardServer } from '#core/http/forward/server'
import { readTarget } from '#core/http/forward/target'
import { listenAtAddress } from '#core/http/listen-address'
import { createMemoryStore } from '#core/store/memory-store'
import { openFakeProvider, TEST_CLIENT } from '../../../apps/gateway/login/fake-provider.fixture.ts'
import { createLoginGateway } from '../../../apps/gateway/login/login-gateway.ts'
import { LOGIN_DEFAULTS, type LoginSettings } from '#core/login/login-settings'
import type { LoginGatewayWorld } from '../../../apps/gateway/login/login-world.ts'
import type { Prepare } from '../requests.ts'

/** Where a session is, by the door at which that is measured. */
export const LOGIN_DOORS = ['login, session in the store', 'login, session in a cookie'] as const

const SESSIONS: Record<(typeof LOGIN_DOORS)[number], LoginSettings['session']> = {
  'login, session in the store': LOGIN_DEFAULTS.session,
  'login, session in a cookie': { kind: 'cookie', allowRefreshing: false, cipherKey: new Uint8Array(32).fill(1) },
}

/** Longer than a bench: no session is renewed in it. Seconds. */
const LIFE_OF_TOKENS = 86_400

/** Gateways with the headers of the sample, before a hello, and a provider that logs in whoever comes. @returns their doors */
export async function openBenchLogins(
  hello: string,
  world: Pick<LoginGatewayWorld, 'clock' | 'machine' | 'log' | 'traces'>,
): Promise<[door: string, url: string][]> {
  const provider = await openFakeProvider(systemClock)
  provider.state.life = LIFE_OF_TOKENS
  const way = { target: readTarget(hello), name: 'hello' }
  const route = () => way
  const open = async (door: (typeof LOGIN_DOORS)[number]): Promise<[string, string]> => {
    const settings: LoginSettings = {
      ...LOGIN_DEFAULTS,
      ...TEST_CLIENT,
      appUrl: 'https://app.example',
      callbackPath: '/callback',
      issuerUrl: provider.issuer,
      session: SESSIONS[door],
      headers: { idTokenHeader: 'jwt', accessTokenHeader: 'my_access_token', useBearerSchemaForAuthorization: false },
      idTokenClaims: ['name', 'nickname', 'picture'].map((claim) => ({ claim, header: `x-${claim}`, append: false })),
    }
    const forwarder = createForwarder({ clock: systemClock, host: '127.0.0.1' })
    const store = createMemoryStore(systemClock)
    const gateway = createLoginGateway(settings, { ...world, host: '127.0.0.1', store, forwarder, route })
    const server = createForwardServer(asServer(gateway.handlers, world.log), { clock: systemClock })
    const { port } = await listenAtAddress(server, { kind: 'tcp', host: '127.0.0.1', port: 0 }, { host: '127.0.0.1' })
    return [door, `http://127.0.0.1:${port}`]
  }
  return Promise.all(LOGIN_DOORS.map(open))
}

/** Logs in once, as a browser does, and then asks with the session again and again. */
export const callWithSession: Prepare = async ({ pool }) => {
  const sent = await pool.request({ method: 'GET', path: '/' })
  const atProvider = await fetch(String(sent.headers['location']), { redirect: 'manual' })
  const { pathname, search } = new URL(atProvider.headers.get('location') ?? '')
  const began = cookiesOf(sent.headers)
  const back = await pool.request({ method: 'GET', path: pathname + search, headers: { cookie: began } })
  await Promise.all([sent, back].map(({ body }) => body.dump()))
  return { method: 'GET', path: '/', headers: { cookie: cookiesOf(back.headers) } }
}

/** Those that are set, and not taken away. */
const cookiesOf = ({ 'set-cookie': lines = [] }: Record<string, string | string[] | undefined>): string =>
  [lines]
    .flat()
    .filter((line) => !line.endsWith('Max-Age=0'))
    .map((line) => line.split(';', 1)[0])
    .join('; ')
