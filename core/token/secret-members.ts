/** The members of private and symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4.1); `priv` is that of AKP keys. */
export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Names of what nobody else may know, in the words of OAuth (RFC 6749, 7521, 7636, 8693) and of programs. */
export const SECRET_NAMES = [
  'access_token',
  'actor_token',
  'api_key',
  'assertion',
  'client_assertion',
  'client_secret',
  'code_verifier',
  'id_token',
  'passphrase',
  'password',
  'private_key',
  'refresh_token',
  'secret',
  'subject_token',
]

/** `clientSecret` and `Client-Secret` are client_secret too. */
const plainName = (name: string) => name.toLowerCase().replace(/[-_]/g, '')

const SECRETS = new Set(SECRET_NAMES.map(plainName))
const LONGEST = Math.max(...SECRET_NAMES.map(({ length }) => length))

/** Does a member of this name hold a secret, whatever stands beside it? */
export const isSecretName = (name: string): boolean => name.length <= LONGEST && SECRETS.has(plainName(name))

/** In an object with `kty`, a JWK (RFC 7517 §4.1). Elsewhere `d` and `k` are names as good as others. */
export const isPrivateMember = (name: string, object: object): boolean =>
  PRIVATE_MEMBERS.includes(name) && Object.hasOwn(object, 'kty')
