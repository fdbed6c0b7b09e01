import type { Request, RequestHandler } from 'express'
import { Problem } from '#core/http/problem'
import type { OpenProvider } from './open-provider.ts'

export interface LibraryParts {
  /** The provider as it is now. */
  current(): OpenProvider
}

/** Longer requests are none of a login. Characters. */
const LONGEST_LOGIN_ADDRESS = 6000

/** Hands a request to the library, at the address that it knows. */
export const askLibrary =
  ({ current }: LibraryParts): RequestHandler =>
  async (request, response) => {
    if (request.url.length > LONGEST_LOGIN_ADDRESS) throw new Problem('too-large', `An address has ${LONGEST_LOGIN_ADDRESS} letters at most here.`, { status: 414 }) // prettier-ignore
    request.url = belowLogin(request)
    await current().answer(request, response)
  }

/**
 * A login. Codes come back in the query alone: in a fragment or in a form of ours they would need a script. Whoever asks for
 * `offline_access` is asked for no consent; the library wants it to be said (OpenID Connect Core §11), so it is said here.
 */
export const askWithPrompt = (parts: LibraryParts): RequestHandler => {
  const ask = askLibrary(parts)
  return (request, response, next) => {
    const url = new URL(request.url, 'http://localhost')
    const asked = url.searchParams
    const [mode = 'query'] = asked.getAll('response_mode')
    if (mode !== 'query')
      throw new Problem('invalid-input', 'response_mode: only query is supported here; leave it out.')
    const wantsOffline = (asked.get('scope') ?? '').split(' ').includes('offline_access')
    const prompts = asked.getAll('prompt')
    if (wantsOffline && prompts.length <= 1 && !/\b(?:none|consent)\b/.test(prompts[0] ?? '')) {
      asked.set('prompt', `${prompts[0] ?? ''} consent`.trim())
      request.url = `${url.pathname}${url.search}`
    }
    return ask(request, response, next)
  }
}

/** `/login/auth?…` → `/auth?…` */
function belowLogin({ url }: Request): string {
  const { pathname, search } = new URL(url, 'http://localhost')
  return `${pathname.replace(/^\/login/, '')}${search}`
}
