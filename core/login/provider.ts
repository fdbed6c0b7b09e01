import type { Configuration, ServerMetadata } from 'openid-client'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { askTheSilent } from '../http/ask-the-silent.ts'
import { NoAnswer } from '../http/outside-client.ts'
import type { Log } from '../log.ts'
import type { KeySource } from '../token/trust.ts'
import type { LoginSettings } from './login-settings.ts'
import { createProviderFetch } from './provider-fetch.ts'
import { createLoginKeys, POLLING_INTERVAL } from './provider-keys.ts'
import type { LoginWorld } from './login-world.ts'

type OpenIdClient = typeof import('openid-client')

/** How far the clocks of provider and gateway may differ. Seconds. */
export const LOGIN_LEEWAY = 30

/** After a discovery that failed, what was known before is used for so long. Milliseconds. */
const TRY_AGAIN_AFTER = 5000

/** The provider as it is known at the moment. */
export interface KnownProvider {
  lib: OpenIdClient
  config: Configuration
  metadata: ServerMetadata
}

export interface Provider {
  /** Asks for its discovery where that is not known, or old. @throws ProviderAway */
  known(): Promise<KnownProvider>
  readonly keys: KeySource
  close(): Promise<void>
}

/** The provider did not say what was needed; the message is for a log. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway'
}

/** Whether nobody answered, or nobody could: then it is not said that a token, or a person, is refused. */
export function isProviderAway(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof NoAnswer || each instanceof ProviderAway) return true
  }
  return false
}

/** Nothing is loaded and nothing asked before somebody needs it. */
export function createProvider(settings: LoginSettings, world: LoginWorld): Provider {
  const { clock, machine, log } = world
  const { issuerUrl, clientId, clientSecret, tokenEndpointQueryParams: query } = settings
  let metadata: ServerMetadata | undefined
  let askAt = -Infinity
  const ask = askTheSilent(discover, machine)
  const more = { at: () => metadata?.token_endpoint, query }
  const asker = createProviderFetch({ ...world, more })

  async function discover(): Promise<void> {
    const { discovery, customFetch, allowInsecureRequests } = await import('openid-client')
    const execute = isPlain(issuerUrl) ? [allowInsecureRequests] : []
    try {
      const found = await discovery(new URL(issuerUrl), clientId, undefined, undefined, {
        execute,
        [customFetch]: asker.fetch,
      })
      metadata = checkedMetadata(found.serverMetadata())
      askAt = machine.monotonic() + POLLING_INTERVAL
    } catch (error) {
      askAt = machine.monotonic() + TRY_AGAIN_AFTER
      tellAway(log, error, metadata !== undefined)
      throw error
    }
  }

  async function current(): Promise<ServerMetadata> {
    if (metadata && machine.monotonic() < askAt) return metadata
    const error: unknown = await ask().catch((cause: unknown) => cause)
    if (!metadata) throw new ProviderAway('its discovery cannot be had', { cause: error })
    return metadata
  }

  async function fetchKeys(): Promise<string> {
    const { jwks_uri: address = '' } = await current()
    const answer = await asker.fetch(address, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' })
    if (answer.status !== 200) throw new NoAnswer(`the provider answered ${answer.status} for its keys`)
    return answer.text()
  }

  return {
    async known() {
      const metadata = await current()
      const lib = await import('openid-client')
      const config = new lib.Configuration(
        metadata,
        clientId,
        { [lib.clockSkew]: skewOf(clock, machine), [lib.clockTolerance]: LOGIN_LEEWAY },
        proofAtProvider(lib, metadata, clientSecret),
      )
      config[lib.customFetch] = asker.fetch
      if (isPlain(issuerUrl)) lib.allowInsecureRequests(config)
      return { lib, config, metadata }
    },
    keys: createLoginKeys({ fetchKeys, policy: settings.jwksCacheRefreshPolicy, machine }),
    close: () => asker.close(),
  }
}

/** The library goes by the clock of this machine; ours may be another. Seconds. */
const skewOf = (clock: Clock, machine: Clock) => Math.round((clock.now() - machine.now()) / 1000)

/** Without TLS is what the check of the settings allows alone: a provider on this machine. */
const isPlain = (address: string) => address.startsWith('http:')

const NEEDED_ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const

function checkedMetadata(metadata: ServerMetadata): ServerMetadata {
  const missing = NEEDED_ENDPOINTS.filter((name) => typeof metadata[name] !== 'string')
  if (missing.length > 0) throw new NoAnswer(`its discovery does not say ${missing.join(', ')}`)
  const plain = NEEDED_ENDPOINTS.filter((name) => isPlain(String(metadata[name])))
  if (plain.length > 0 && !isPlain(metadata.issuer)) throw new NoAnswer(`its ${plain.join(', ')} is without TLS`)
  return metadata
}

/** By the way that is named first by OpenID Connect, unless the provider does not take it (OpenID Connect Core 1.0 §9). */
function proofAtProvider(lib: OpenIdClient, metadata: ServerMetadata, secret: string) {
  const ways = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const isPost = !ways.includes('client_secret_basic') && ways.includes('client_secret_post')
  return isPost ? lib.ClientSecretPost(secret) : lib.ClientSecretBasic(secret)
}

function tellAway(log: Log, error: unknown, isKnown: boolean): void {
  log.warn({ why: errorText(error), goesOnWithTheOld: isKnown }, 'discovery-failed')
}
