import { join } from 'node:path'
import type { Environment } from '#core/config/setting'
import { openIssuerKeys, type IssuerKeys } from './issuer-keys.ts'
import { KEY_SET_MAX_AGE, TOKEN_LIFETIME } from './options.ts'
import { startChildren, type Child, type LogEvent } from '../sandbox/child.ts'

/** The processes that the drill works on, and its hand on the issuer's keys. */
export interface Subjects extends Pick<IssuerKeys, 'prepareKey' | 'renewKey' | 'revokeActiveKey'> {
  servicea: Child & { ca: string }
  /** How long a key is published before it signs. */
  publishAheadMilliseconds: number
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
    const issuer = await openIssuerKeys(children['jwt-factory'].url, keysFolder)
    return {
      ...issuer,
      servicea: { ...children.servicea, ca: issuer.ca },
      publishAheadMilliseconds: (KEY_SET_MAX_AGE + 1) * 1000,
      keySetFetches: () => fetches,
      stop: async () => {
        await issuer.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
