import { z, type ZodType } from 'zod'
import { absolutePath, maybeKey, textOrNone, trueOrFalse, type ConfigPlace } from '#core/config/file-kinds'

/** An empty text is one that is not there. */
export const fileOrNone = (place: ConfigPlace) =>
  textOrNone.transform((text) => (text === undefined ? undefined : absolutePath(text, place)))

export const maybeFlag = (otherwise: boolean) => maybeKey(trueOrFalse).transform((given) => given ?? otherwise)

export const textOrElse = (otherwise: string) => textOrNone.transform((text) => text ?? otherwise)

/** A section, or a block in one, that may be left out: then it is as if it were empty. */
export const maybeSection = <Block extends ZodType>(block: Block) => z.preprocess((given) => given ?? {}, block)

/** Keys whose values are texts, whatever they look like: a password may be `1234` or `no`. */
export const CONFIG_TEXT_KEYS: readonly string[] = [
  'address',
  'file',
  'log_file',
  'host',
  'database',
  'user',
  'password',
  'issuer',
  'subject',
  'audience',
  'token_refresh_count_key',
  'protected_users',
  'protected_groups',
  'protected_claims',
  'full_name',
  'username',
  'email',
  'first_name',
  'last_name',
  'bind_user_dn',
  'bind_user_password',
]
