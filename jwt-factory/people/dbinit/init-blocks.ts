import { z } from 'zod'
import { keyBlock, listWith, maybeKey, someText } from '#core/config/file-kinds'

/** Keys whose values are texts, whatever they look like: a claim may be worth `on` or `0755`. */
export const TEXT_KEYS: readonly string[] = [
  'username',
  'first_name',
  'last_name',
  'email',
  'password_hash',
  'password_salt',
  'groups',
  'name',
  'description',
  'claims',
  'links',
  'type',
  'provider',
  'resource',
  'short_name',
  'value',
]

/** An argon2id hash of this project and of Stoke: 64 bytes. */
const HASH_BYTES = 64

const storedHash = someText.refine((text) => {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === HASH_BYTES && bytes.toString('base64') === text
}, 'is not a hash as hash-password prints it')

const listedNames = maybeKey(listWith(someText)).transform((given) => given ?? [])
const describedAs = maybeKey(z.string('is not a text')).transform((given) => given ?? '')

const userBlock = keyBlock({
  username: someText,
  first_name: someText,
  last_name: someText,
  email: someText,
  password_hash: storedHash,
  password_salt: someText,
  groups: listedNames,
})

/** Of version 0.1.0, the bare name of a group of the LDAP directory; later, a block that may say which directory. */
const linkBlock = z.preprocess(
  (link) => (typeof link === 'string' ? { type: 'LDAP', resource: link } : link),
  keyBlock({
    type: z.enum(['LDAP', 'OIDC'], 'is neither LDAP nor OIDC'),
    provider: maybeKey(someText),
    resource: someText,
  }).transform(({ type, provider, resource }) => ({
    type: provider === undefined ? type : `${type}:${provider}`,
    resource,
  })),
)

const groupBlock = keyBlock({
  name: someText,
  description: describedAs,
  claims: listedNames,
  links: maybeKey(listWith(linkBlock)).transform((given) => given ?? []),
})

const claimBlock = keyBlock({ name: someText, description: describedAs, short_name: someText, value: someText })

export const initFileBlock = keyBlock({
  users: maybeKey(listWith(userBlock)).transform((given) => given ?? []),
  groups: maybeKey(listWith(groupBlock)).transform((given) => given ?? []),
  claims: maybeKey(listWith(claimBlock)).transform((given) => given ?? []),
})
