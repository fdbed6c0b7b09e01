import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import type { Clock } from '#core/clock'
import { createLog, type Log } from '#core/log'
import { createBackendClient } from '../ask-backend.ts'
import type { WebUiConfig } from './config.ts'
import { behindGateway } from '../login/behind-gateway.ts'
import type { TokenWay } from '../login/judge-visit.ts'
import { inApplication } from '../login/in-application.ts'
import { openIssuer } from '../login/issuer-keys.ts'
import { pageLoginSettings } from '../login/page-login-settings.ts'
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

/** What the page is opened with. */
export interface WebUiWorld {
  /** By which tokens are judged and sessions end. */
  clock: Clock
  /** Of this machine: how long somebody is waited for. */
  machine: Clock
  write: (line: string) => void
}

/** Puts the page together as its configuration says. @throws Error with a sentence for the terminal */
export async function openWebUi(config: WebUiConfig, options: WebUiOptions, world: WebUiWorld): Promise<OpenWebUi> {
  const listed = config.backends.split(',').flatMap((each) => each.trim() || [])
  const backends = readBackends(options.backends ?? (listed.length > 0 ? listed : undefined))
  const ca = options.caFile === undefined ? undefined : [await readCa(options.caFile)]
  const log = createLog({ name: 'web-ui', level: config.logLevel, format: config.logFormat === 'json' ? 'json' : 'pretty', clock: world.clock, write: world.write }) // prettier-ignore
  const { login, words, close = async () => {} } = await openLoginOf(config, options, { ...world, log }, ca)
  const client = createBackendClient()
  return {
    listener: webUi({
      backends,
      client,
      ...(login && { login }),
      onFault: (error) => log.error({ err: error }, 'bug'),
    }),
    login: words,
    async close() {
      client.close()
      await close()
    },
  }
}

interface OpenedLogin {
  login?: PageLogin
  words: string
  close?: () => Promise<void>
}

async function openLoginOf(
  config: WebUiConfig,
  { sendsOn }: WebUiOptions,
  { clock, machine, log }: WebUiWorld & { log: Log },
  ca: readonly string[] | undefined,
): Promise<OpenedLogin> {
  const { issuerUrl, clientId, clientSecret, randomSecret, baseUrl, audience, leewaySeconds, host } = config
  if (issuerUrl === undefined || clientId === undefined) return { words: 'nobody logs in, and no token is looked at' }
  const world = { clock, machine, host, log, ...(ca && { ca }) }
  const trust = { ...openIssuer({ address: issuerUrl, ...world }), clientId, audience, leewaySeconds }
  const common = { ...trust, clock, log, sendsOn: () => sendsOn }
  if (!config.shouldAuthenticate || clientSecret === undefined || randomSecret === undefined || baseUrl === undefined)
    return { login: behindGateway(common), words: `a gateway logs people in, and tokens of ${issuerUrl} are believed` }
  const { openLogin } = await import('#core/login/login')
  const flow = openLogin(pageLoginSettings({ baseUrl, issuerUrl, clientId, clientSecret, audience, randomSecret }), world) // prettier-ignore
  return { login: inApplication({ ...common, flow }), words: `logs people in at ${issuerUrl}, and is at ${baseUrl}`, close: flow.close } // prettier-ignore
}

async function readCa(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (!text.startsWith('-----BEGIN CERTIFICATE-----'))
    throw new Error(`--ca=${file} is no file with a certificate (PEM).`)
  return text
}
