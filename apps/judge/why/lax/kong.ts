import { mendedBy, REFUSES, unhelped, type LaxTable } from './lax-table.ts'

/** @param lines of `config` */
const jwtPlugin = (...lines: string[]): string =>
  ['plugins:', '  - name: jwt', '    config:', ...lines.map((line) => `      ${line}`), ''].join('\n')

const VERIFY_EXP = 'claims_to_verify: [exp]'

const lacksExpCheck = (why: string) => mendedBy(why, `config.${VERIFY_EXP}`, jwtPlugin(VERIFY_EXP))

const WHOLE_SECONDS = unhelped('it counts whole seconds, and a part of one is left', 'makes it count parts of a second')

const VERIFY_BOTH = 'claims_to_verify: [exp, nbf]'

/** @param further what its configuration says already */
const foundByIssuer = (...further: string[]) =>
  mendedBy(
    'it finds its key by iss (key_claim_name), so nobody looks at the kid',
    'config.key_claim_name: kid',
    jwtPlugin(...further, 'key_claim_name: kid'),
  )

const endlessLife = (verified: string) =>
  mendedBy(
    'maximum_expiration is off by default',
    'config.maximum_expiration: 86400, which needs exp in claims_to_verify',
    jwtPlugin(verified, 'maximum_expiration: 86400'),
  )

/** The jwt plugin of Kong as it is without any setting. */
export const KONG_LAX: LaxTable = {
  'no-token': REFUSES,
  'two-tokens': unhelped('of a header that is repeated it reads the first one', 'makes it read the second header'),
  'odd-credentials': unhelped(
    'it looks for the word Bearer anywhere in the header',
    'makes it read the whole of the header',
  ),
  'odd-spelling': unhelped(
    'it reads base64 in either alphabet, with any last bits and padding',
    'makes it ask for one spelling',
  ),
  'odd-json': unhelped('of two members with one name it takes the last', 'makes its JSON strict'),
  'odd-claim': ({ odd }) =>
    odd.includes('exp')
      ? lacksExpCheck('claims_to_verify names nothing by default, so nobody looks at exp, whatever it is')
      : odd.includes('nbf')
        ? mendedBy('claims_to_verify names nothing by default, so nobody looks at nbf, whatever it is', 'config.claims_to_verify: [nbf]', jwtPlugin('claims_to_verify: [nbf]')) // prettier-ignore
        : unhelped('it reads no claim but its key_claim_name', `looks at ${odd[0]}`),
  'too-large': REFUSES,
  'signature-missing': REFUSES,
  'critical-header': unhelped('nobody looks at crit', 'looks at crit'),
  'wrong-type': unhelped('nobody looks at typ', 'looks at typ'),
  'wrong-algorithm': REFUSES,
  'unknown-key': foundByIssuer(),
  'signature-mismatch': REFUSES,
  'wrong-issuer': unhelped(
    'where the claims have no iss it takes one from the header',
    'makes it look at the claims alone',
  ),
  'wrong-audience': unhelped('its plugin never reads aud', 'looks at aud'),
  'no-exp': lacksExpCheck('claims_to_verify names nothing by default, so nobody looks for exp'),
  'no-iat': unhelped('its plugin never reads iat', 'looks at iat'),
  expired: ({ claims: { exp }, now }) =>
    typeof exp === 'number' && exp > Math.floor(now)
      ? WHOLE_SECONDS // with the setting, too
      : lacksExpCheck('claims_to_verify names nothing by default, so nobody looks at exp'),
  'nbf-ahead': mendedBy(
    'claims_to_verify names nothing by default, so nobody looks at nbf',
    'config.claims_to_verify: [nbf]',
    jwtPlugin('claims_to_verify: [nbf]'),
  ),
  'iat-ahead': unhelped('its plugin never reads iat', 'looks at iat'),
  'lifetime-too-long': endlessLife(VERIFY_EXP),
  'end-before-begin': unhelped('it compares no claim with another', 'compares exp with iat'),
  'bound-token': unhelped('nobody looks at cnf', 'looks at cnf'),
}

/** The same with exp and nbf in `claims_to_verify`: both must be there then. */
export const KONG_DATES_LAX: LaxTable = {
  ...KONG_LAX,
  'odd-claim': ({ odd }) => unhelped('it reads no claim but iss, exp and nbf, and takes any number for a date', `says what ${odd[0]} may be`), // prettier-ignore
  'unknown-key': foundByIssuer(VERIFY_BOTH),
  'no-exp': REFUSES,
  expired: WHOLE_SECONDS,
  'nbf-ahead': REFUSES,
  'lifetime-too-long': endlessLife(VERIFY_BOTH),
}
