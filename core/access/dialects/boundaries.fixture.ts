import type { CaseToken } from '../../../tests/support/case-tokens.ts'
import { freshId, goodClaims, GOOD_HEADER, OWN_JWK, SIDECAR_NOW, signed, withClaims } from './dialect.fixture.ts'

const withHeader = (changes: object) => signed({ ...GOOD_HEADER, ...changes })
const withText = (more: string) => signed(GOOD_HEADER, JSON.stringify(goodClaims()).replace('{', `{${more},`))

/** Between its payload and the dot behind it. */
const withLineEnd = () => signed().replace(/\.(?=[^.]*$)/, '\n.')

/** The audience of the fixture is an address: jwtproxy compares origins, and the others texts. */
const ADDRESSES = {
  'aud with ours as user': 'http://localhost:18080@evil.example',
  'aud with a user': 'http://user@localhost:18080',
  'aud with a path': 'http://localhost:18080/admin',
  'aud of the other scheme': 'https://localhost:18080',
  'aud with a port of five digits and a nought': 'http://localhost:018080',
}

/** By name: whoever looks at no audience believes all of these. */
export const AUDIENCES_THAT_ARE_ADDRESSES = Object.keys(ADDRESSES)

/** Above each group stands why it is no attack. */
const MADE: Readonly<Record<string, () => string>> = {
  // The signature is right, whatever the header calls it: nobody but the issuer can make these.
  'alg none, with a signature of RS256': () => withHeader({ alg: 'none' }),
  'alg HS256, with a signature of RS256': () => withHeader({ alg: 'HS256' }),
  // Members that change nothing for whoever leaves them alone, as all should.
  'the right key in the header': () => withHeader({ jwk: OWN_JWK }),
  'the address of a certificate': () => withHeader({ x5u: 'https://evil.example/x' }),
  'a token within a token, as its header says': () => withHeader({ cty: 'JWT' }),
  // Where one key is enough, a token without a key id is good (ok-kid-missing-single).
  'no kid': () => withHeader({ kid: undefined }),
  // How this reader compares, and where it stops: no header of HTTP brings the second, and the others are limits of our own.
  'kid with a letter that is not seen': () => withHeader({ kid: 'mykey\u0000' }),
  'a new line in it': withLineEnd,
  'a number that is rounded': () => withText('"n":9007199254740993'),
  'forty levels': () => withText(`"deep":${'['.repeat(40)}${']'.repeat(40)}`),
  // Types that no issuer writes, beside those that the catalogue has of each claim.
  ...Object.fromEntries(['iss', 'aud'].map((name) => [`${name} is a number`, () => withClaims({ [name]: 5 })])),
  ...Object.fromEntries(['iss', 'jti'].map((name) => [`${name} is null`, () => withClaims({ [name]: null })])),
  'iss with a space': () => withClaims({ iss: 'jwtproxy ' }),
  ...Object.fromEntries(Object.entries(ADDRESSES).map(([name, aud]) => [name, () => withClaims({ aud })])),
  // It begins after it ends, and neither is so far away that a skew of five minutes would not forgive it.
  'over before it began': () => withClaims({ iat: SIDECAR_NOW + 200, exp: SIDECAR_NOW + 100 }),
  // What a memory of ids would have to remember.
  'an empty jti': () => withClaims({ jti: '' }),
  'a jti of 5000 letters': () => withClaims({ jti: freshId(5000) }),
  'a jti with a control': () => withClaims({ jti: `a\u0007${freshId()}` }),
}

/** What the signer itself signs, at a limit of whoever reads it: no attacks, so no cases of the catalogue. */
export const BOUNDARIES: readonly CaseToken[] = Object.entries(MADE).map(([name, make]) => ({
  id: name,
  name,
  token: make(),
}))
