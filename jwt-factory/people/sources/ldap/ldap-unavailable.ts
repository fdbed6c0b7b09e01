import { errorText } from '#core/error-text'
import { shownText } from '#core/shown-text'

/** A directory cannot say who somebody is: it is away, too slow, or answers what makes no sense. Nobody is refused by that, and nobody let in. */
export class LdapUnavailable extends Error {
  override readonly name = 'LdapUnavailable'

  constructor(cause: unknown) {
    super(shownText(errorText(cause)).slice(0, 200), { cause })
  }
}
