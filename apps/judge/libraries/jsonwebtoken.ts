import { cannotBeAsked } from '../judge-by.ts'
import type { Judge, Question } from '../judgement.ts'
import { findLibrary } from './find-library.ts'
import { judgementOfLibrary, type LibraryCheck, type RefusalOfLibrary } from './library-checks.ts'
import { READ_THE_HEADER, tokenOfHeader } from './token-of-header.ts'

/** As much of jsonwebtoken as is used here. */
interface JsonWebToken {
  verify(token: string | undefined, getKey: GetKey, options: object, done: (error: Error | null) => void): void
}

type GetKey = (header: { kid?: string }, done: (error: Error | null, key?: string) => void) => void

/** As much of jwks-rsa as is used here; `fetcher` stands for the request to the issuer. */
type JwksRsa = (options: { jwksUri: string; fetcher: () => Promise<Question['keys']['jwks']> }) => {
  getSigningKey(kid: string | undefined): Promise<{ getPublicKey(): string }>
}

/** In the order of version 9, of which a test has each two. */
const JSONWEBTOKEN_CHECKS: readonly LibraryCheck[] = [
  { check: 'form', rule: 'there is a token, of three parts, with a header that is JSON' },
  { check: 'key', rule: 'jwks-rsa has a key of this kid' },
  { check: 'signed', rule: 'the third part is not empty' },
  { check: 'algorithm', rule: 'alg is one of algorithms, and fits the key' },
  { check: 'signature', rule: 'the signature fits the key' },
  { check: 'nbf', rule: 'nbf, if it is there, is a number, and not later than now', claim: 'nbf' },
  { check: 'exp', rule: 'exp, if it is there, is a number, and later than now', claim: 'exp' },
  { check: 'aud', rule: 'aud is the audience, or has it in its list' },
  { check: 'iss', rule: 'iss is the issuer, sign by sign' },
]

/** Of which the order is known. */
const KNOWN_MAJOR = '9.'

const JSONWEBTOKEN_CONFIGURATION = `${READ_THE_HEADER}
const client = jwksClient({ jwksUri }) // it has KEY
const getKey = (header, callback) =>
  client.getSigningKey(header.kid, (error, key) => callback(error, key?.getPublicKey()))
jwt.verify(token, getKey, { algorithms, audience: 'AUDIENCE', issuer: 'ISSUER' }, callback)`

const JSONWEBTOKEN_MISSING =
  'jsonwebtoken and jwks-rsa are not installed here, and this project runs without them: npm install --no-save jsonwebtoken jwks-rsa'

/**
 * jsonwebtoken with keys from jwks-rsa, as the README of jsonwebtoken writes it, where both are installed.
 * @param folders where they are looked for
 */
export function openJsonWebTokenJudge(folders: readonly string[]): Judge {
  const id = 'jsonwebtoken'
  const library = findLibrary(id, folders)
  const keySource = findLibrary('jwks-rsa', folders)
  const title = library && keySource ? ` ${library.version} with jwks-rsa ${keySource.version}` : ' with jwks-rsa'
  return {
    id,
    title: `jsonwebtoken${title}`,
    configuration: JSONWEBTOKEN_CONFIGURATION,
    async judge(question) {
      if (!library || !keySource) return cannotBeAsked(id, JSONWEBTOKEN_MISSING)
      // It takes 0 for no time at all, and asks the clock of the machine.
      if (question.now < 1000) return cannotBeAsked(id, 'jsonwebtoken cannot be told that it is 1970.')
      const { verify } = library.load() as JsonWebToken // its version 9 is this
      const token = tokenOfHeader(question.authorization)
      const { keys, expected, now } = question
      const options = {
        ...expected,
        algorithms: [...new Set(keys.keys.map(({ algorithm }) => algorithm))],
        clockTimestamp: Math.floor(now / 1000),
      }
      const error = await new Promise<Error | null>((resolve) =>
        verify(token, keysBy(keySource.load() as JwksRsa, keys.jwks), options, resolve),
      ).catch((thrown: Error) => thrown)
      const refusal = error ? refusalOfJsonWebToken(error) : undefined
      const order = library.version.startsWith(KNOWN_MAJOR) ? JSONWEBTOKEN_CHECKS : undefined
      return judgementOfLibrary({ judge: id, order, token, refusal, status: 401 })
    },
  }
}

function keysBy(jwksRsa: JwksRsa, jwks: Question['keys']['jwks']): GetKey {
  const client = jwksRsa({ jwksUri: 'https://issuer.example/jwks', fetcher: async () => jwks })
  return ({ kid }, done) =>
    client.getSigningKey(kid).then(
      (key) => done(null, key.getPublicKey()),
      (error: Error) => done(error),
    )
}

/** What an error of jsonwebtoken means: it has no code, so its words are all there is. Others may quote the token. */
function refusalOfJsonWebToken({ name, message: words }: Error): RefusalOfLibrary {
  if (name === 'SyntaxError') return { check: 'form', reason: 'malformed', words: '' }
  const [, check, reason] = WORDS_OF_JSONWEBTOKEN.find(([known]) => known.test(words)) ?? []
  return check && reason ? { check, reason, words } : { check: 'verify', reason: 'refused-otherwise', words: '' }
}

const WORDS_OF_JSONWEBTOKEN: [words: RegExp, check: string, reason: RefusalOfLibrary['reason']][] = [
  [/^jwt must be provided/, 'form', 'no-credentials'],
  [/^(?:jwt malformed|invalid token)/, 'form', 'malformed'],
  [/^error in secret or public key callback/, 'key', 'unknown-key'],
  [/^jwt signature is required/, 'signed', 'signature-missing'],
  [
    /^invalid algorithm|must be an? (?:a)?symmetric key|^Unknown key type|^"alg" parameter/,
    'algorithm',
    'wrong-algorithm',
  ],
  [/^invalid signature/, 'signature', 'signature-mismatch'],
  [/^invalid nbf value/, 'nbf', 'invalid-claim'],
  [/^jwt not active/, 'nbf', 'not-active'],
  [/^invalid exp value/, 'exp', 'invalid-claim'],
  [/^jwt expired/, 'exp', 'expired'],
  [/^jwt audience invalid/, 'aud', 'wrong-audience'],
  [/^jwt issuer invalid/, 'iss', 'wrong-issuer'],
]
