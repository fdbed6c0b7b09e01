import type { KongConsumer } from '#core/access/dialects/kong/consumer'
import { keyBlock, listWith, maybeKey, someText } from '#core/config/file-kinds'

/** What stands in a header, in an address and in a log. */
const consumerText = someText.max(255, 'is longer than 255 letters')

/** One of `consumers`: by its id or its name. */
export const consumerBlock = keyBlock({
  id: consumerText.regex(/^[\w.-]+$/, 'is not an id: it may have letters, digits, dots, - and _'),
  username: maybeKey(consumerText),
  custom_id: maybeKey(consumerText),
  groups: maybeKey(listWith(consumerText)),
}).transform(({ id, username, custom_id, groups }): KongConsumer => ({
  id,
  ...(username !== undefined && { username }),
  ...(custom_id !== undefined && { customId: custom_id }),
  ...(groups && { groups }),
}))
