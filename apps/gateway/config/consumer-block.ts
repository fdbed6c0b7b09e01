import type { KongConsumer } from '#core/access/dialects/kong/consumer'
import { keyBlock, listWith, maybeKey, someText } from '#core/config/file-kinds'
import { readCredentialFields } from '../plugin/credential-fields.ts'
import type { ConfiguredConsumer } from './gateway-config.ts'

/** What stands in a header, in an address and in a log. */
const consumerText = someText.max(255, 'is longer than 255 letters')

/** A credential of a consumer, as the Admin API takes it, and with its words for what is wrong. */
const credentialBlock = keyBlock({
  key: maybeKey(someText),
  secret: maybeKey(someText),
  algorithm: maybeKey(someText),
  rsa_public_key: maybeKey(someText),
  tags: maybeKey(listWith(someText)),
}).superRefine((given, context) => {
  const read = readCredentialFields(given)
  if ('fields' in read) return
  for (const [name, message] of Object.entries(read.faults))
    if (!name.startsWith('@')) context.addIssue({ code: 'custom', path: [name], message })
})

/** One of `consumers`: by its id or its name. */
export const consumerBlock = keyBlock({
  id: consumerText.regex(/^[\w.-]+$/, 'is not an id: it may have letters, digits, dots, - and _'),
  username: maybeKey(consumerText),
  custom_id: maybeKey(consumerText),
  acls: maybeKey(listWith(keyBlock({ group: consumerText }))),
  jwt_secrets: maybeKey(listWith(credentialBlock)),
}).transform(({ id, username, custom_id, acls, jwt_secrets }): ConfiguredConsumer => {
  const consumer: KongConsumer = {
    id,
    ...(username !== undefined && { username }),
    ...(custom_id !== undefined && { customId: custom_id }),
    ...(acls && { groups: acls.map(({ group }) => group) }),
  }
  return { ...consumer, credentials: jwt_secrets ?? [] }
})
