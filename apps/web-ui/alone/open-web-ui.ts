import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import type { Clock } from '#core/clock'
import { createBackendClient } from '../ask-backend.ts'
import type { WebUiConfig } from './config.ts'
import { behindGateway, type TokenWay } from '../login/behind-gateway.ts'
import { openIssuer } from '../login/issuer-keys.ts'
import type { PageLogin } from '../login/visit.ts'
import { readBackends } from '../read-backends.ts'
import { webUi } from '../web-ui.ts'

export interface WebUiOptions {
  /** Addresses; undefined: as the configuration says, or the two of the sample. */
  backends: readonly string[] | undefined
  /** A PEM file of whom to believe when the issuer is asked. */
  caFile: string | undefined
  sendsOn: TokenWay
}

export interface OpenWebUi {
  listener: RequestListener
  /** In words, for the terminal. */
  login: string
  close(): Promise<void>
}

/** Puts the page together as its configuration says. @throws Error with a sentence for the terminal */
export async function openWebUi(config: WebUiConfig, options: WebUiOptions, clock: Clock): Promise<OpenWebUi> {
  const listed = config.backends.split(',').flatMap((each) => each.trim() || [])
  const backends = readBackends(options.backends ?? (listed.length > 0 ? listed : undefined))
  const ca = options.caFile === undefined ? undefined : [await readCa(options.caFile)]
  const { login, words } = openLoginOf(config, options, clock, ca)
  const client = createBackendClient()
  return {
    listener: webUi({ backends, client, ...(login && { login }) }),
    login: words,
    close: async () => client.close(),
  }
}

function openLoginOf(
  { issuerUrl, clientId, audience, leewaySeconds, host }: WebUiConfig,
  { sendsOn }: WebUiOptions,
  clock: Clock,
  ca: readonly string[] | undefined,
): { login?: PageLogin; words: string } {
  if (issuerUrl === undefined || clientId === undefined) return { words: 'nobody logs in, and no token is looked at' }
  const issuer = openIssuer({ address: issuerUrl, clock, machine: clock, host, ...(ca && { ca }) })
  const login = behindGateway({ ...issuer, clientId, audience, leewaySeconds, clock, sendsOn: () => sendsOn })
  return { login, words: `a gateway logs people in, and tokens of ${issuerUrl} are believed` }
}

async function readCa(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (!text.startsWith('-----BEGIN CERTIFICATE-----'))
    throw new Error(`--ca=${file} is no file with a certificate (PEM).`)
  return text
}
