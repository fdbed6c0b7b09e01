import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { tellSigned } from '#core/access/sign-recorded'
import { sharedSecret, signShared } from '#core/token/gateway-algorithms'
import { NAMED_TOKENS } from '#core/token/named-tokens'
import type { RequestContext } from '#core/trace/request-context'
import type { SignsNamed } from './named-token.ts'

/** Signs a token by its name with the secret of a credential, and tells the trace what it is. */
export const signsSharedNamed =
  (secret: string, { recorder }: Pick<RequestContext, 'recorder'>): SignsNamed =>
  async (name, { header, claims, signedBy }) => {
    const begin = recorder.elapsed()
    const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const key = sharedSecret(signedBy === 'stranger' ? randomBytes(32) : secret)
    const signature = signedBy === 'nobody' ? '' : signShared(text, key, 'HS256').toString('base64url')
    const token = `${text}.${signature}`
    const what = `a token with the secret of its credential that ${NAMED_TOKENS[name].title}`
    if (recorder.isOn) tellSigned(token, { recorder, what }, recorder.elapsed() - begin)
    return token
  }

/** What a trace says of those that have no name, by their flaw. */
export const WHAT_IS_SIGNED = {
  good: 'a token with the secret of its credential',
  expired: 'an expired token with the secret of its credential',
  forged: 'a token with another secret than that of its credential',
  'unknown-key': 'a token that names a credential which nobody has',
} as const
