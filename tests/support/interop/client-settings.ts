import type { Environment } from '#core/config/setting'
import type { ClientAccount } from '../../../apps/drill/foreign-clients.ts'
import type { Tried } from './tried.ts'

/** What users of a client set at the issuer, and what they then tell the client. */
export interface ClientSetting {
  env: Environment
  /** What clients.json says of the client, besides its secret, its key and its scope. */
  declared?: { audience: string; algorithm: 'RS256'; tokenType: 'JWT' }
  /** What alone it is about: it is not applicable to a client that does none of these. */
  concerns?: readonly Tried[]
  /** What works with no such issuer. */
  without?: readonly Tried[]
  /** Nobody is registered. */
  isOpen?: true
  told?: Pick<ClientAccount, 'sendsJson' | 'assertsForIssuer'>
}

/** As the columns of the page call them. A port of 0 is one that is free; the page has the ports of the house. */
export const CLIENT_SETTINGS = {
  'FACTORY_ISSUER=discovery': {
    env: { FACTORY_ISSUER: 'discovery' },
    declared: { audience: 'https://api.example.com', algorithm: 'RS256', tokenType: 'JWT' },
  },
  'FACTORY_URL=http://localhost:5555': { env: { FACTORY_URL: 'http://localhost:0' }, without: ['its certificate'] },
  'FACTORY_URL=https://localhost:5443/auth': { env: { FACTORY_URL: 'https://localhost:0/auth' } },
  'OAUTH_JSON=on': { env: { OAUTH_JSON: 'on' }, told: { sendsJson: true } },
  'CLIENT_ASSERTION_AUDIENCE=issuer CLIENT_ASSERTION_JTI=required': {
    env: { CLIENT_ASSERTION_AUDIENCE: 'issuer', CLIENT_ASSERTION_JTI: 'required' },
    concerns: ['its own key', 'its assertion alone'],
    told: { assertsForIssuer: true },
  },
  'OPEN=1': { env: { OPEN: '1' }, isOpen: true },
} as const satisfies Record<string, ClientSetting>

export type ClientSettingName = keyof typeof CLIENT_SETTINGS

export const CLIENT_SETTING_NAMES = Object.keys(CLIENT_SETTINGS) as ClientSettingName[] // the keys of what stands above
