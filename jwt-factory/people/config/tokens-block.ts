import { z, type RefinementCtx } from 'zod'
import {
  integerWithin,
  keyBlock,
  listWith,
  maybeKey,
  oneWord,
  positiveDuration,
  someText,
  WHATEVER_ELSE,
  textOrNone,
} from '#core/config/file-kinds'
import { REGISTERED_NAMES } from '../directory/rules.ts'
import { maybeFlag, maybeSection, textOrElse } from './config-kinds.ts'
import { USER_INFO_KEYS, type PeopleAlgorithm, type PeopleTokens, type UserInfoKey } from './people-config.ts'

type Sizes = Record<256 | 384 | 512, PeopleAlgorithm>

/** RSA is PS here, and its keys have 2048 bits whatever the size says: the size is that of the hash. */
const ALGORITHMS_OF_STOKE: Record<'ECDSA' | 'RSA' | 'EdDSA', Sizes> = {
  ECDSA: { 256: 'ES256', 384: 'ES384', 512: 'ES512' },
  RSA: { 256: 'PS256', 384: 'PS384', 512: 'PS512' },
  EdDSA: { 256: 'EdDSA', 384: 'EdDSA', 512: 'EdDSA' },
}

/** Each renewal is a token that somebody may hold. */
const MOST_RENEWALS = 10_000
const DEFAULT_TOKEN_DURATION = 30 * 60_000
const DEFAULT_KEY_DURATION = 3 * 3_600_000

const userInfoBlock = keyBlock({
  full_name: textOrNone,
  username: textOrNone,
  email: textOrNone,
  first_name: textOrNone,
  last_name: textOrNone,
} satisfies Record<UserInfoKey, unknown>)

/** `tokens:` of Stoke. */
export const tokensBlock = keyBlock({
  algorithm: maybeKey(oneWord(['ECDSA', 'EdDSA', 'RSA'])),
  num_bits: maybeKey(z.literal([256, 384, 512], 'is not 256, 384 or 512')),
  persist_keys: maybeFlag(false),
  key_duration: maybeKey(positiveDuration),
  token_duration: maybeKey(positiveDuration),
  issuer: textOrNone,
  subject: textOrNone,
  audience: maybeKey(listWith(someText)),
  include_issued_at: maybeFlag(false),
  include_not_before: maybeFlag(false),
  token_refresh_limit: maybeKey(integerWithin(0, MOST_RENEWALS)),
  token_refresh_count_key: textOrElse('jti'),
  user_info: maybeSection(userInfoBlock),
})
  .superRefine(checkTokens, WHATEVER_ELSE)
  .transform((tokens): PeopleTokens => ({
    algorithm: ALGORITHMS_OF_STOKE[tokens.algorithm ?? 'ECDSA'][tokens.num_bits ?? 256],
    keepsKeys: tokens.persist_keys,
    keyDuration: tokens.key_duration ?? DEFAULT_KEY_DURATION,
    tokenDuration: tokens.token_duration ?? DEFAULT_TOKEN_DURATION,
    issuer: tokens.issuer,
    subject: tokens.subject,
    audience: tokens.audience ?? [],
    saysIssuedAt: tokens.include_issued_at,
    saysNotBefore: tokens.include_not_before,
    renewals: tokens.token_refresh_limit ?? 0,
    countClaim: tokens.token_refresh_count_key,
    userInfo: toldClaims(tokens.user_info),
  }))

type UserInfo = Readonly<Partial<Record<UserInfoKey, string | undefined>>>

const toldClaims = (info: UserInfo): Partial<Record<UserInfoKey, string>> =>
  Object.fromEntries(USER_INFO_KEYS.flatMap((key) => (info[key] === undefined ? [] : [[key, info[key]]])))

/** As far as it was read: the checks come whatever else is wrong. */
interface ReadTokens {
  key_duration?: unknown
  token_duration?: unknown
  subject?: unknown
  token_refresh_count_key?: unknown
  user_info?: unknown
}

function checkTokens(tokens: ReadTokens, context: RefinementCtx): void {
  const tell = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  const { key_duration: key = DEFAULT_KEY_DURATION, token_duration: token = DEFAULT_TOKEN_DURATION } = tokens
  if (typeof key === 'number' && typeof token === 'number' && key <= 2 * token)
    tell(
      ['key_duration'],
      'is not more than two token_duration: each key is known for one before it signs, and for one after it',
    )

  const counter = tokens.token_refresh_count_key
  if (typeof counter === 'string' && counter !== 'jti' && REGISTERED_NAMES.has(counter))
    tell(['token_refresh_count_key'], `is "${counter}", which tokens say by themselves: choose another claim`)

  const said = new Map<unknown, string>([[counter, 'token_refresh_count_key']])
  const info = Object(tokens.user_info) as UserInfo // an object whatever it was; its values are looked at
  for (const part of USER_INFO_KEYS) {
    const claim = info[part]
    if (typeof claim !== 'string') continue
    const path = ['user_info', part]
    const saysSubject = claim === 'sub' && (tokens.subject ?? '') === ''
    if (REGISTERED_NAMES.has(claim) && !saysSubject)
      tell(path, `is "${claim}", which tokens say by themselves: choose another claim`)
    const other = said.get(claim)
    if (other !== undefined) tell(path, `is "${claim}", and so is ${other}: one would take the place of the other`)
    said.set(claim, part)
  }
}
