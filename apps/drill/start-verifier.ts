import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import { readClientSecret } from '#core/files/service-folder'
import { startChildren } from '../sandbox/child.ts'
import { openForeignClients } from './foreign-clients.ts'
import { caOf, openIssuerKeys, type IssuerKeys } from './issuer-keys.ts'
import { quickStartOf, verifierProgram } from './known-verifiers.ts'

/** How long the key set may be kept, and so how long a key is published before it signs. Seconds. */
export const PUBLISHED_AHEAD = 60

/** All verifiers know it. */
const ALGORITHM = 'RS256'

/** Longer than whatever a verifier keeps: what it refuses has not expired. Seconds. */
const DAYS = String(3 * 86_400)

/** A key goes at the end of the second in which its overlap ends. Milliseconds. */
const A_SECOND = 1500

/** A verifier that others have made, in a process with a clock of its own, and the issuer that it trusts. */
export interface DrilledVerifier extends Pick<IssuerKeys, 'prepareKey' | 'revokeActiveKey'> {
  /** It starts again, and knows no key. */
  openAnew(): Promise<void>
  /** The next key signs. Where the drill has chosen the overlap, the earlier one is gone. */
  renewKey(): Promise<void>
  token(): Promise<string>
  believes(token: string): Promise<boolean>
  /** So much time passes for it; the issuer has the time of the machine. */
  advance(seconds: number): Promise<void>
  keySetFetches(): number
  stop(): Promise<void>
}

/** @throws Error where the verifiers are not installed, or the issuer does not start */
export async function startVerifier(
  verifier: string,
  overlapSeconds: number | undefined,
  { clock, env }: { clock: Clock; env: Environment },
): Promise<DrilledVerifier> {
  const client = quickStartOf(verifier)
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-drill-'))
  const keysFolder = join(folder, 'keys')
  let fetches = 0
  const settings = issuerSettings(keysFolder, overlapSeconds)
  const { children, stop } = await startChildren(['jwt-factory'], folder, settings, ({ msg }) => {
    if (msg === 'key-set-sent') fetches++
  })
  const issuer = children['jwt-factory'].url
  const keys = await openIssuerKeys(issuer, keysFolder)
  const held = openForeignClients(verifierProgram(), caOf(keysFolder), env)
  const secret = (await readClientSecret(keysFolder, 'servicea')) ?? ''
  return {
    prepareKey: keys.prepareKey,
    revokeActiveKey: keys.revokeActiveKey,
    openAnew: () =>
      held.open([{ id: client, client, settings: { issuer, audience: 'serviceb', algorithm: ALGORITHM } }]),
    async renewKey() {
      await keys.renewKey()
      if (overlapSeconds !== undefined) await clock.delay(overlapSeconds * 1000 + A_SECOND)
    },
    token: () => keys.grant('servicea', secret),
    believes: async (token) => (await held.ask([{ id: client, token }])).every((judged) => 'subject' in judged),
    advance: (seconds) => held.advance(seconds),
    keySetFetches: () => fetches,
    async stop() {
      await held.close()
      await keys.close()
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const issuerSettings = (keysFolder: string, overlapSeconds: number | undefined): Environment => ({
  KEYS_FOLDER: keysFolder,
  ALGORITHM,
  KEY_SET_MAX_AGE: String(PUBLISHED_AHEAD),
  FACTORY_TOKEN_LIFETIME: DAYS,
  ...(overlapSeconds !== undefined && { KEY_OVERLAP: String(overlapSeconds) }),
  LOG_LEVEL: 'debug',
  KEY_LIFETIME: '31536000', // the drill turns the keys itself
})
