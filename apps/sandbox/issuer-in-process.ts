import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { FREE_PORTS } from '#core/config/process-settings'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import { askForToken, type TokenRequest } from './ask-for-token.ts'
import { createSandboxControl, type SandboxControl } from './sandbox-control.ts'
import { factorySettings } from '../../jwt-factory/config.ts'
import { startFactory } from '../../jwt-factory/start.ts'

export interface IssuerOptions {
  /** Settings by their names in the environment, over those of {@link startIssuerInProcess}. */
  env?: Environment
  /** Keys of an earlier life; else they are made, and gone at the end. */
  keysFolder?: string
  /** A ring of an earlier life goes on signing by its algorithm, whatever ALGORITHM says. */
  keepsAlgorithms?: boolean
  clock: Clock
  /** Log lines; dropped when absent. */
  write?: (line: string) => void
}

/** The issuer alone, and what can be told to it by call. */
export interface IssuerInProcess extends SandboxControl {
  /** Its identifier: what a verifier is pointed at. */
  url: string
  /** Where it listens without TLS, whatever its identifier is: its control plane answers there. */
  plainUrl: string
  /**
   * An access token by client credentials: `issuer.token({ audience: 'https://api.example.com', claims: { tenant: 'acme' } })`.
   * @throws Error with what the issuer says, where it refuses
   */
  token(request?: TokenRequest): Promise<string>
  close(): Promise<void>
}

/** For tests on this machine: over plain HTTP, so that there is no certificate to trust, and open to any client. */
const FOR_TESTS: Environment = { ...FREE_PORTS, FACTORY_URL: 'http://localhost:0', OPEN: '1', STORE: 'memory' }

/**
 * The issuer alone in this process, as a test of an API wants it: on free ports, with keys of its own, and with any client,
 * audience, scope and claim.
 * @throws ConfigFault, or what keeps it from starting; then nothing is left
 */
export async function startIssuerInProcess(options: IssuerOptions): Promise<IssuerInProcess> {
  const { clock, write = () => {}, keepsAlgorithms = false } = options
  const keysFolder = options.keysFolder ?? (await mkdtemp(join(tmpdir(), 'jwt-issuer-')))
  const clear = async () => {
    if (options.keysFolder === undefined) await rm(keysFolder, { recursive: true, force: true })
  }
  try {
    const config = readConfig(factorySettings, { ...FOR_TESTS, ...options.env, KEYS_FOLDER: keysFolder })
    const factory = await startFactory({ config, clock, write, keepsAlgorithms, logFormat: 'json' })
    const { url } = factory.facts
    const plainUrl = `http://localhost:${factory.port}`
    return {
      ...createSandboxControl({ 'jwt-factory': factory }, clock),
      url,
      plainUrl,
      token: (request = {}) => askForToken(plainUrl, request),
      close: () => factory.close().finally(clear),
    }
  } catch (error) {
    await clear()
    throw error
  }
}
