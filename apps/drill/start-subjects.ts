import { join } from 'node:path'
import { Pool } from 'undici'
import type { Environment } from '#core/config/setting'
import { readRegularFile } from '#core/files/regular-file'
import { KEY_SET_MAX_AGE, TOKEN_LIFETIME } from './options.ts'
import { startChildren, type Child, type LogEvent } from '../sandbox/child.ts'

/** The processes that the drill works on, and its hand on the issuer's keys. */
export interface Subjects {
  servicea: Child & { ca: string }
  /** How long a key is published before it signs. */
  publishAheadMilliseconds: number
  prepareKey(): Promise<void>
  renewKey(): Promise<void>
  revokeActiveKey(): Promise<void>
  keySetFetches(): number
  stop(): Promise<void>
}

/** Starts A and all that it calls on free ports. */
export async function startSubjects(folder: string, overlapSeconds: number | undefined): Promise<Subjects> {
  let fetches = 0
  const count = ({ msg }: LogEvent) => {
    if (msg === 'key-set-sent') fetches++
  }
  const keysFolder = join(folder, 'keys')
  const env: Environment = {
    KEYS_FOLDER: keysFolder,
    FACTORY_TOKEN_LIFETIME: String(TOKEN_LIFETIME),
    KEY_SET_MAX_AGE: String(KEY_SET_MAX_AGE),
    ...(overlapSeconds !== undefined && { KEY_OVERLAP: String(overlapSeconds) }),
    // A call is never cut short: a slow one is told from a lost one by its end.
    PEER_TIMEOUT: '120s',
    LOG_LEVEL: 'debug',
    // The drill turns the keys itself, and at once after a start nobody has fetched a key set yet.
    KEY_LIFETIME: '31536000',
  }
  const { children, stop } = await startChildren(['jwt-factory', 'servicea'], folder, env, count)
  try {
    const ca = await readRegularFile(join(keysFolder, 'tls', 'ca.pem'))
    const issuer = new Pool(children['jwt-factory'].url, {
      connect: { ca, servername: 'jwt-factory', rejectUnauthorized: true },
    })
    const call = (method: 'GET' | 'POST' | 'DELETE', path: string) => callIssuer(issuer, method, path)
    return {
      servicea: { ...children.servicea, ca },
      publishAheadMilliseconds: (KEY_SET_MAX_AGE + 1) * 1000,
      prepareKey: async () => void (await call('POST', '/keys?prepare=1')),
      renewKey: async () => void (await call('POST', '/keys')),
      revokeActiveKey: async () => void (await call('DELETE', `/keys/${(await call('GET', '/keys')).kid}`)),
      keySetFetches: () => fetches,
      stop: async () => {
        await issuer.destroy()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function callIssuer(issuer: Pool, method: 'GET' | 'POST' | 'DELETE', path: string): Promise<{ kid: string }> {
  const { statusCode, body } = await issuer.request({ method, path })
  const text = await body.text()
  if (statusCode >= 300) throw new Error(`${method} ${path} was answered ${statusCode}: ${text}`)
  return JSON.parse(text)
}
