import { factoryIssuerSetting } from '#core/config/factory-issuer'
import { guestSettings } from '#core/config/guest-services'
import { houseSettings } from '#core/config/house'
import { partySettings } from '#core/config/party-settings'
import { patienceSettings } from '#core/config/patience'
import { listenSettings, portSettings, urlSetting, urlSettings } from '#core/config/process-settings'
import { kinds, setting, type Config } from '#core/config/setting'
import type { Role } from '#scenarios'
import { peopleOfService } from './people-settings.ts'

/** What says whose tokens a service believes, and how long they may live. */
export const trustSettings = {
  /** The factory's address once more, as a text: the issuer (iss) of access tokens is compared, not called. */
  issuerUrl: { ...urlSetting('jwt-factory'), kind: kinds.issuerUrl },
  factoryIssuer: factoryIssuerSetting,
  /** The factory's own setting: whoever lets its tokens live longer than a day wants them to be believed. */
  factoryLifetimeSeconds: setting(
    'FACTORY_TOKEN_LIFETIME',
    kinds.seconds,
    '3600',
    'How long a token lives, in seconds.',
  ),
  selfSignedIssuer: setting(
    'SELF_SIGNED_ISSUER',
    kinds.issuer,
    'https://service-issuer',
    'The issuer (iss) of tokens that a service signs itself.',
  ),
  selfSignedLifetimeSeconds: setting(
    'SELF_SIGNED_LIFETIME',
    kinds.seconds,
    '10',
    'How long a self-signed token lives, in seconds.',
  ),
}

/** The settings of A, B or C: its own, and where the others are, over TLS and for people. */
export const serviceSettings = (role: Role) => ({
  ...houseSettings,
  ...listenSettings(role),
  ...urlSettings,
  ...portSettings,
  ...partySettings,
  ...guestSettings,
  ...trustSettings,
  ...patienceSettings,
  ...peopleOfService(role),
})

export type ServiceConfig = Config<ReturnType<typeof serviceSettings>>
