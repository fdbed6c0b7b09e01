import { kinds, setting } from './setting.ts'

/** What FACTORY_ISSUER is where /issueToken speaks for the issuer that discovery describes. */
const OF_DISCOVERY = 'discovery'

/** The factory signs with this name, and the services believe it. */
export const factoryIssuerSetting = setting(
  'FACTORY_ISSUER',
  kinds.issuer,
  'https://jwt-factory/',
  `The issuer (iss) of tokens from /issueToken; ${OF_DISCOVERY}: the one of access tokens, which signs them for its clients.`,
)

/** Does /issueToken speak for the issuer, with its keys? */
export const speaksForIssuer = (factoryIssuer: string): boolean => factoryIssuer === OF_DISCOVERY

/** The `iss` of tokens from /issueToken. @param issuerUrl that of access tokens */
export const plainIssuerOf = (factoryIssuer: string, issuerUrl: string): string =>
  speaksForIssuer(factoryIssuer) ? issuerUrl : factoryIssuer
