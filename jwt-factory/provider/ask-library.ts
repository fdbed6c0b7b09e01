import type { RequestHandler } from 'express'
import { Problem } from '#core/http/problem'
import type { KeyRings } from '#core/rings/key-rings'
import { tokenHints } from '#core/token/token-hints'
import { LOGIN_RING } from './login-ring.ts'
import type { OpenProvider } from './open-provider.ts'
import { LOGIN_PATH } from './provider-paths.ts'

export interface LibraryParts {
  /** The provider as it is now. */
  current(): OpenProvider
  rings: Pick<KeyRings, 'published'>
}

/** Longer requests are none of a login. Characters. */
export const LONGEST_LOGIN_ADDRESS = 6000

/** Hands a request to the library, at the address that it knows. */
export const askLibrary =
  ({ current }: Pick<LibraryParts, 'current'>): RequestHandler =>
  async (request, response) => {
    if (request.url.length > LONGEST_LOGIN_ADDRESS)
      throw new Problem('too-large', `An address has ${LONGEST_LOGIN_ADDRESS} letters at most here.`, { status: 414 })
    const { path, query } = partsOfAddress(request.url)
    request.url = `${path.slice(LOGIN_PATH.length)}${query}`
    await current().answer(request, response)
  }

/**
 * A login. Codes come back in the query alone: in a fragment or in a form of ours they would need a script. Whoever asks for
 * `offline_access` is asked for no consent; the library wants it to be said (OpenID Connect Core §11), so it is said here.
 */
export const askWithPrompt = (parts: LibraryParts): RequestHandler =>
  askChanged(parts, (asked) => {
    const [mode = 'query'] = asked.getAll('response_mode')
    if (mode !== 'query')
      throw new Problem('invalid-input', 'response_mode: only query is supported here; leave it out.')
    const wantsOffline = (asked.get('scope') ?? '').split(' ').includes('offline_access')
    const prompts = asked.getAll('prompt')
    if (!wantsOffline || prompts.length > 1 || /\b(?:none|consent)\b/.test(prompts[0] ?? '')) return false
    asked.set('prompt', `${prompts[0] ?? ''} consent`.trim())
    return true
  })

/**
 * A logout. An ID token is a hint of which application asks. The key of one that was given out long ago is gone; then it says no more than
 * `client_id` does, which anybody may say, and it is taken for that: nobody has to stay logged in because a key has changed.
 */
export const askLogout = (parts: LibraryParts): RequestHandler =>
  askChanged(parts, (asked) => {
    const hints = asked.getAll('id_token_hint')
    const { kid, aud } = tokenHints(hints.length === 1 ? hints[0] : undefined)
    if (aud === undefined || parts.rings.published(LOGIN_RING).some((key) => key.kid === kid)) return false
    asked.delete('id_token_hint')
    if (!asked.has('client_id')) asked.set('client_id', aud)
    return true
  })

/** @param change what is asked for; true: it was changed. An address that says the same stays as it was written */
function askChanged(parts: LibraryParts, change: (asked: URLSearchParams) => boolean): RequestHandler {
  const ask = askLibrary(parts)
  return (request, response, next) => {
    const { path, query } = partsOfAddress(request.url)
    const asked = new URLSearchParams(query)
    if (change(asked)) request.url = `${path}?${asked.toString()}`
    return ask(request, response, next)
  }
}

/** As it is written: whoever reads it as a URL would take `..` and its like for other places. */
function partsOfAddress(url: string): { path: string; query: string } {
  const [, path = '', query = ''] = /^(?:[a-z]+:\/\/[^/?#]*)?([^?]*)(.*)$/is.exec(url) ?? []
  return { path, query }
}
