import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readClientSecret } from '#core/files/service-folder'
import { SAMPLE_DOCUMENTS } from '#core/policy/gloo/sample.fixture'
import type { SeenPage } from './cookie-browser.ts'
import { ask, untilHealthy } from './play-all.ts'
import { freePorts } from './ports.ts'
import { nodeWords, start, startNode, testFolder, testKeysFolder, type Running } from './processes.ts'
import { caFile } from './trusting.ts'
import { until } from './until.ts'

/** A login as somebody runs it on a laptop: a provider, a gateway by the documents of the sample, and the page behind. */
export interface LoginProcesses {
  keysFolder: string
  /** Where browsers find the page: the gateway. */
  url: string
  /** A page that logs people in itself. */
  openOwnPage(): Promise<string>
  /** The provider, at the same ports and on the same store each time. */
  startFactory(): Promise<Running>
  /** The provider signs with another key from now on. */
  rotate(): Promise<void>
}

/** Longer than tokens live: each request of a session renews them, so that no test waits for their end. */
const ALWAYS_RENEWED = `            session: {redis: {preExpiryBuffer: 9000s, options: {host: "redis:6379"}}}\n`

/** @param people the text of a PEOPLE_INIT; those of the example otherwise */
export async function startLoginProcesses(people?: string): Promise<LoginProcesses & { factory: Running }> {
  const [keysFolder, folder] = [await testKeysFolder(), await testFolder()]
  const [port = 0, tlsPort = 0, secure = 0, plain = 0, page = 0, own = 0] = await freePorts(6)
  const [url, issuer] = [`https://localhost:${secure}`, `https://localhost:${tlsPort}/login`]
  const ownUrl = `http://localhost:${own}`
  const init = join(folder, 'people.yaml')
  if (people !== undefined) await writeFile(init, people)
  const env = { KEYS_FOLDER: keysFolder, HOST: 'localhost', LOG_FORMAT: 'json' }

  async function startFactory(): Promise<Running> {
    const places = { FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort), LOGIN_GATEWAY_URL: url }
    const running = startNode('jwt-factory', {
      ...env,
      ...places,
      LOGIN_APP_URL: ownUrl,
      ...(people !== undefined && { PEOPLE_INIT: init }),
    })
    await untilHealthy(port)
    return running
  }

  const factory = await startFactory()
  const documents = SAMPLE_DOCUMENTS.slice(0, 4)
    .join('---\n')
    .replaceAll('webuitest.com', 'localhost')
    .replace('https://localhost:5443/login', issuer)
    .replace('            - profile\n', '            - profile\n            - offline_access\n')
    .replace('            callbackPath: /callback\n', (line) => `${line}${ALWAYS_RENEWED}`)
    .replace('            logoutPath', '            jwksCacheRefreshPolicy: {always: {}}\n            logoutPath')
  await writeFile(join(folder, 'gloo.yaml'), documents)
  const gateway = start(
    process.execPath,
    nodeWords(
      'apps/gateway/main.ts',
      `--config=${join(folder, 'gloo.yaml')}`,
      `--port=443=${secure}`,
      `--port=80=${plain}`,
      `--destination=webui.default=http://localhost:${page}`,
      `--ca=${caFile(keysFolder)}`,
      '--certificate=gw-ssl-1-secret=sandbox',
      `--secret=auth0-client-secret=${join(keysFolder, 'login-gateway/client-secret')}`,
    ),
    env,
  )
  const startPage = async (at: number, more: Record<string, string>) => {
    const words = [`--port=${at}`, `--ca=${caFile(keysFolder)}`, '--backend=http://localhost:9/data']
    const running = start(process.execPath, nodeWords('apps/web-ui/main.ts', ...words), { ...env, ISSUER_BASE_URL: issuer, ...more }) // prettier-ignore
    await until('the page listens', async () => {
      if (running.code() !== undefined) throw new Error(running.output())
      return (await ask(at, '/'))?.status === 200
    })
  }
  async function openOwnPage(): Promise<string> {
    const AUTH0_SECRET = String(await readClientSecret(keysFolder, 'web-ui'))
    const login = { SHOULD_AUTHENTICATE: 'yes', AUTH0_CLIENT_ID: 'web-ui', AUTH0_SECRET, BASE_URL: ownUrl }
    await startPage(own, { ...login, RANDOM_SECRET: 'kW3rhS0cAXS5mVgyVgIcC2sDwv4x1YlqkxDdZlGvYbU=' })
    return ownUrl
  }
  await startPage(page, { AUTH0_CLIENT_ID: 'login-gateway' })
  await until('the gateway listens', () => {
    if (gateway.code() !== undefined) throw new Error(gateway.output())
    return gateway.output().match(/gateway-listens/g)?.length === 2
  })
  async function rotate(): Promise<void> {
    const answer = await ask(port, '/login/keys', { method: 'POST' })
    if (answer?.status !== 201) throw new Error(`no other key: ${answer?.status} ${answer?.text}`)
  }
  return { keysFolder, url, openOwnPage, startFactory, factory, rotate }
}

/** The name that the profile shows. */
export const nameOnPage = ({ body }: SeenPage): string | undefined =>
  /<section class="card person"[^]*?<h2 class="foreign">([^<]*)</.exec(body)?.[1]

/** The id of the access token that the profile shows: another one after a renewal. */
export const tokenIdOnPage = ({ body }: SeenPage): string | undefined => /jti[^]*?([\w-]{20,})/.exec(body)?.[1]

/** A directory for a factory: these names, and the password "tester" for all of them. */
export const loginPeople = (names: readonly string[]): string =>
  JSON.stringify({
    users: names.map((username) => ({
      username,
      first_name: 'Person',
      last_name: username,
      email: `${username}@people.test`,
      password_hash: '+OnrEsjkbdXdXugEKwDLGdqlDnMNV9+WyZ6T9wAtSMzp3jKYY+7pLYxoBlMlmWBOXlC9bviWtS9mw0fa4B6gkA==',
      password_salt: 'H3UP6GzWV3UISU7HJN/sVT6YjTYcmOPdJwiFcdXMVyQ=',
    })),
  })
