import type { Clock } from '#core/clock'
import { ConfigFault, type SettingFault } from '#core/config/read-config'
import { COOL_DOWN } from '#core/key-sources/fetch-pace'
import { MAX_KEYS_PER_RING } from '#core/rings/key-rings'
import { storeServer } from '#core/store/store-setting'
import { tokenLifeSeconds, type FactoryConfig } from './config.ts'
import { isIssuerOf } from './issuer.ts'
import { leadingElsewhere, type LookUp } from './issuer-leads-here.ts'
import { openToOthers } from './open-issuer.ts'
import { issuerUrlFaults } from './issuer-url.ts'

/** The one that signs, and the one that is prepared. */
const LIVING_KEYS = 2

/** How long an earlier key is published: for the life of its tokens, unless KEY_OVERLAP says otherwise. Seconds. */
export const keepSeconds = (config: FactoryConfig): number => config.keyOverlapSeconds ?? tokenLifeSeconds(config)

/** How long a key is published before it signs: a verifier may have asked just before. Seconds. */
export const publishAheadSeconds = ({ keySetMaxAgeSeconds }: FactoryConfig): number =>
  keySetMaxAgeSeconds + COOL_DOWN / 1000

/** Whether other factories, on other machines, may share its state. */
export const isShared = ({ store }: Pick<FactoryConfig, 'store'>): boolean => storeServer(store) !== undefined

/** @throws ConfigFault for settings that cannot be honoured together, or on this machine */
export async function refuseFaultySettings(config: FactoryConfig, machine: Clock, lookUp?: LookUp): Promise<void> {
  const clashes = clashesIn(config)
  const faults = clashes.length > 0 ? clashes : await leadingElsewhere(config, machine, lookUp)
  if (faults.length > 0) throw new ConfigFault(faults)
}

/** Settings of the factory that are good each by itself, and cannot be honoured together. */
export function clashesIn(config: FactoryConfig): SettingFault[] {
  return [
    ...openToOthers(config),
    ...storeSeal(config),
    ...issuerUrlFaults(config),
    ...issuerNames(config),
    ...hidingPath(config),
    ...rotationPace(config),
  ]
}

/** Private keys never stand in a shared store for everybody to read. */
function storeSeal(config: FactoryConfig): SettingFault[] {
  if (!isShared(config) || config.storeSecret !== undefined) return []
  return [
    {
      variable: 'STORE_SECRET',
      message: `is needed with a store in ${storeServer(config.store)}: it seals the private keys`,
    },
  ]
}

/** What the addresses of the factory begin with; a test holds them against the list of routes. */
export const FIRST_SEGMENTS: ReadonlySet<string> = new Set([
  'issueToken',
  'verify',
  'keys',
  'utils',
  'dump',
  'traces',
  'healthz',
  'token',
  'introspect',
  'revoke',
  'authorize',
  'jwks',
  '.well-known',
  'issuers',
  'registry',
  'control',
  'openapi.json',
  'assets',
  'api',
  'plays',
  'login',
  'admin',
  'metrics',
])

/** All routes stand below the path of FACTORY_URL too: one that begins like an address of the factory would hide it. */
function hidingPath({ url }: FactoryConfig): SettingFault[] {
  const base = new URL(url).pathname.replace(/\/$/, '')
  const first = base.split('/', 2)[1] ?? ''
  if (first === '' || !FIRST_SEGMENTS.has(first)) return []
  const message = `has the path "${base}", but /${first} is an address of the factory itself: choose another path`
  return [{ variable: 'FACTORY_URL', message }]
}

/** Tokens of two kinds under one name would be taken for each other. */
function issuerNames({ url, issuer }: FactoryConfig): SettingFault[] {
  if (!isIssuerOf(url, issuer)) return []
  const message =
    'is FACTORY_URL, or below its /issuers/: tokens of /issueToken and of /token need two issuers. FACTORY_ISSUER=discovery makes /issueToken speak for this one'
  return [{ variable: 'FACTORY_ISSUER', message }]
}

/** A key cannot be replaced before its successor is known, nor so often that there is no room for those that stay. */
function rotationPace(config: FactoryConfig): SettingFault[] {
  const { keyLifetimeSeconds: lifetime, keyOverlapSeconds } = config
  const [kept, ahead] = [keepSeconds(config), publishAheadSeconds(config)]
  if (lifetime < ahead) {
    const message = `is ${lifetime}, but with KEY_SET_MAX_AGE a key is published for ${ahead} seconds before it signs: let it sign at least that long`
    return [{ variable: 'KEY_LIFETIME', message }]
  }
  const least = Math.ceil(kept / (MAX_KEYS_PER_RING - LIVING_KEYS))
  if (lifetime >= least) return []
  const why = keyOverlapSeconds === undefined ? 'FACTORY_TOKEN_LIFETIME' : 'KEY_OVERLAP'
  const message = `is ${lifetime}, but with ${why} an earlier key stays published for ${kept} seconds, and a ring has ${MAX_KEYS_PER_RING} keys at most: it must be at least ${least}`
  return [{ variable: 'KEY_LIFETIME', message }]
}
