import { issuerMisspelling } from './issuer-spelling.ts'
import { nearestOf } from './nearest.ts'
import { kinds, setting } from './setting.ts'

/** What FACTORY_ISSUER is where /issueToken speaks for the issuer that discovery describes. */
const OF_DISCOVERY = 'discovery'

/** It has a scheme (RFC 3986 §3). RFC 7519 §4.1.1 lets an issuer have any other name, too; here that may be a word that was meant. */
const isUri = (value: string) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(value) && URL.canParse(value)

/** A verifier may read its name as an address, and find its keys there. */
const misspellingOf = (value: string) => (/^https?:/i.test(value) ? issuerMisspelling(value) : undefined)

/** A word that is not known would become the name of an issuer that nobody believes, without a word about it. */
const uriOrWord = kinds.issuer
  .refine((value) => value === OF_DISCOVERY || isUri(value), {
    error: ({ input }) => {
      const isNear = nearestOf(String(input), [OF_DISCOVERY]) !== undefined
      return `is not the URI of an issuer, such as https://issuer.test, nor the word ${OF_DISCOVERY}${isNear ? ': did you mean that?' : ''}`
    },
  })
  .refine((value) => misspellingOf(value) === undefined, { error: ({ input }) => misspellingOf(String(input)) })

/** The factory signs with this name, and the services believe it. */
export const factoryIssuerSetting = setting(
  'FACTORY_ISSUER',
  uriOrWord,
  'https://jwt-factory/',
  `The issuer (iss) of tokens from /issueToken, a URI; ${OF_DISCOVERY}: the one of access tokens, which signs them for its clients.`,
)

/** Does /issueToken speak for the issuer, with its keys? */
export const speaksForIssuer = (factoryIssuer: string): boolean => factoryIssuer === OF_DISCOVERY

/** The `iss` of tokens from /issueToken. @param issuerUrl that of access tokens */
export const signatoryIssuerOf = (factoryIssuer: string, issuerUrl: string): string =>
  speaksForIssuer(factoryIssuer) ? issuerUrl : factoryIssuer
