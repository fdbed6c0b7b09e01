import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SeenPage } from './cookie-browser.ts'
import { INTEROP } from './interop/installed.ts'
import type { LoneFactory } from './lone-factory.ts'
import { freePorts } from './ports.ts'
import { ask } from './play-all.ts'
import { caFile } from './trusting.ts'
import { until } from './until.ts'

/** An application that we did not write, to which people log in at our provider. */
export interface LoginProgram {
  /** `http://localhost:1234` */
  url: string
  /** What it says of who has logged in, from the answer to its page. */
  told(answer: Pick<SeenPage, 'body' | 'headers'>): { name: string; sub: string; accessToken: string }
  page: string
  /** Where it renews its tokens; of an answer that says the access token. */
  renewPath(accessToken: string): string
  logoutPath: string
  /** Where people are after that, as a path. */
  afterLogout: string
  close(): Promise<void>
}

export const LOGIN_PROGRAMS = {
  express: { title: 'express-openid-connect', packages: [], open: openExpress },
  apache: {
    title: 'mod_auth_openidc',
    packages: ['apache2-bin', 'libapache2-mod-auth-openidc'],
    open: openApacheLogin,
  },
} as const

interface LoginPlace {
  folder: string
  env: Record<'ISSUER' | 'CLIENT_ID' | 'CLIENT_SECRET' | 'SESSION_SECRET' | 'PORT' | 'CA' | 'FOLDER', string>
}

/** Declares a client at the factory, starts the program, and waits until it listens. */
async function openLoginProgram(
  factory: LoneFactory,
  id: string,
  afterLogout: string,
  start: (place: LoginPlace) => Promise<ChildProcess>,
) {
  const folder = await mkdtemp(join(tmpdir(), `jwt-sandbox-${id}-`))
  await chmod(folder, 0o755) // its user is another one, where root starts it
  await copyFile(caFile(factory.keysFolder), join(folder, 'ca.pem'))
  const [port = 0] = await freePorts(1)
  const url = `http://localhost:${port}`
  const secret = randomBytes(24).toString('hex')
  const declared = {
    secret,
    redirectUris: [`${url}/callback`],
    postLogoutRedirectUris: [`${url}${afterLogout}`],
    audiences: [],
    scopes: [],
  }
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(factory.port, `/control/clients/${id}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(declared),
  })
  if ((answer?.status ?? 0) >= 300) throw new Error(`the client is refused: ${answer?.text}`)
  const env = {
    ISSUER: factory.urlOf('/login'),
    CLIENT_ID: id,
    CLIENT_SECRET: secret,
    SESSION_SECRET: randomBytes(24).toString('hex'),
    PORT: String(port),
    CA: join(folder, 'ca.pem'),
    FOLDER: folder,
  }
  const child = await start({ folder, env })
  await until(`${id} listens`, async () => {
    if (child.exitCode !== null) throw new Error(`${id} has ended with ${child.exitCode}`)
    return fetch(url, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
  })
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

const inherit = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] }

async function openExpress(factory: LoneFactory): Promise<LoginProgram> {
  const opened = await openLoginProgram(factory, 'express-app', '', async ({ env }) =>
    spawn(process.execPath, [join(INTEROP, 'javascript/express-openid-connect.js')], {
      env: { ...env, NODE_EXTRA_CA_CERTS: env.CA },
      ...inherit,
    }),
  )
  return {
    ...opened,
    page: '/profile',
    told({ body }) {
      const { claims, accessToken } = JSON.parse(body)
      return { name: claims.name, sub: claims.sub, accessToken }
    },
    renewPath: () => '/refresh',
    logoutPath: '/logout',
    afterLogout: '/',
  }
}

async function openApacheLogin(factory: LoneFactory): Promise<LoginProgram> {
  const opened = await openLoginProgram(factory, 'apache-app', '/out/', async ({ env, folder }) => {
    await mkdir(join(folder, 'pages/out'), { recursive: true })
    await writeFile(join(folder, 'pages/page'), 'the page')
    const words = Object.entries(env).flatMap(([name, value]) => ['-C', `Define ${name} ${value}`])
    return spawn(
      '/usr/sbin/apache2',
      ['-D', 'FOREGROUND', ...words, '-f', join(INTEROP, 'servers/apache-login.conf')],
      inherit,
    )
  })
  return {
    ...opened,
    page: '/page',
    told: ({ headers }) => ({
      name: String(headers['x-claim-name']),
      sub: String(headers['x-claim-sub']),
      accessToken: String(headers['x-access-token']),
    }),
    renewPath: (accessToken) =>
      `/callback?${new URLSearchParams({ refresh: `${opened.url}/page`, access_token: accessToken })}`,
    logoutPath: `/callback?${new URLSearchParams({ logout: `${opened.url}/out/` })}`,
    afterLogout: '/out/',
  }
}
