import { factoryIssuerSetting } from '#core/config/factory-issuer'
import { houseSettings } from '#core/config/house'
import { partySettings } from '#core/config/party-settings'
import { patienceSettings } from '#core/config/patience'
import { listenSettings, portSettings, urlSetting, urlSettings } from '#core/config/process-settings'
import { kinds, type Config } from '#core/config/setting'
import { providerSettings } from '../../jwt-factory/provider/provider-settings.ts'
import { gatewaySettings } from '../gateway/settings.ts'

const { jwtSecret } = gatewaySettings

/** That of HS256 (RFC 7518 §3.2): the gateway of scenario 13 has no other algorithm with a secret. Bytes. */
const SHORTEST_SECRET = 32

/** The settings of the process in which sidecars and gateways run. */
export const neighboursSettings = {
  ...houseSettings,
  ...listenSettings('neighbours'),
  ...urlSettings,
  ...portSettings,
  ...partySettings,
  ...patienceSettings,
  /** Whose tokens are those of users where the factory speaks for its issuer. */
  factoryIssuer: factoryIssuerSetting,
  /** Where browsers come to the gateway of scenario 16, and whom its access tokens are for. */
  loginGatewayUrl: providerSettings.loginGatewayUrl,
  loginAudience: providerSettings.loginAudience,
  issuerUrl: { ...urlSetting('jwt-factory'), kind: kinds.issuerUrl },
  /** Absent: one is made, and kept. */
  jwtSecret: {
    ...jwtSecret,
    kind: jwtSecret.kind.refine(
      (secret) => secret === undefined || Buffer.byteLength(secret) >= SHORTEST_SECRET,
      `is too short for HS256 (${SHORTEST_SECRET} bytes)`,
    ),
  },
}

export type NeighboursConfig = Config<typeof neighboursSettings>
