import type { RequestHandler } from 'express'
import { Problem } from '#core/http/problem'
import { leadingOn, makingTokens, openToListed, openToPages, route, watchRoute, type Route } from '#core/http/routes'
import type { Pages } from '#core/page/pages'
import { adminFormBody } from '../people/console/session/admin-form.ts'
import { refuseForeignForm } from '../people/console/session/foreign-form.ts'
import { askedByForm } from './asked-by-form.ts'
import { askLibrary, askLogout, askWithPrompt, type LibraryParts } from './ask-library.ts'
import { sendPicture } from './pictures.ts'
import { bodyForProvider } from './provider-body.ts'
import { LOGIN_PATH } from './provider-paths.ts'
import { providerKeyRoutes, type ProviderKeyParts } from './provider-key-routes.ts'
import { sendUserinfo, type UserinfoParts } from './userinfo.ts'

export interface ProviderRoutesParts
  extends Omit<LibraryParts, 'rings'>, Omit<UserinfoParts, 'rings'>, ProviderKeyParts {
  /** The page of a login that has begun, and what its form sends. */
  show: RequestHandler
  take: RequestHandler
  pages: Pages
}

const atProvider = (method: string, ...paths: string[]) =>
  `${method} ${paths.map((path) => LOGIN_PATH + path).join(' ')}`

/** What is asked of browsers, one step after the other: nobody calls it by itself. */
const forBrowsers = (one: Route): Route => ({ ...one, isForPages: true })

/** The routes of the provider. What is asked of browsers is for them: no program needs it in a document. */
export function providerRoutes(parts: ProviderRoutesParts): Route[] {
  const library = askLibrary(parts)
  return [
    openToPages(route(atProvider('GET', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'), 'what the provider is, and where its routes are', library)), // prettier-ignore
    makingTokens(route(atProvider('GET', '/auth'), 'where an application sends a browser to log somebody in', askWithPrompt(parts))), // prettier-ignore
    leadingOn(route(atProvider('POST', '/auth'), 'the same, asked by a form', ...askedByForm)),
    forBrowsers(makingTokens(route(atProvider('GET', '/auth/:uid'), 'goes on when somebody has logged in', library))),
    forBrowsers(
      makingTokens(watchRoute(route(atProvider('GET', '/interaction/:uid'), 'the page to log in', parts.show))),
    ),
    forBrowsers(watchRoute(route(atProvider('POST', '/interaction/:uid'), 'what its form sends', refuseForeignForm, adminFormBody, parts.take))), // prettier-ignore
    openToListed(
      route(atProvider('POST', '/token'), 'tokens for a code, or for a refresh token', bodyForProvider, library),
    ),
    openToListed(
      route(atProvider('POST', '/token/revocation'), 'takes a refresh token back', bodyForProvider, library),
    ),
    openToListed(
      route(atProvider('GET', '/me'), 'who somebody is, for an access token of a login', sendUserinfo(parts)),
    ),
    openToListed(route(atProvider('POST', '/me'), 'the same', sendUserinfo(parts))),
    makingTokens(
      route(
        atProvider('GET', '/session/end'),
        'where an application sends a browser to log somebody out',
        askLogout(parts),
      ),
    ),
    leadingOn(route(atProvider('POST', '/session/end'), 'the same, asked by a form', ...askedByForm)),
    forBrowsers(route(atProvider('POST', '/session/end/confirm'), 'what the form of that page sends', refuseForeignForm, bodyForProvider, library)), // prettier-ignore
    forBrowsers(route(atProvider('GET', '/session/end/success'), 'says that somebody is logged out', library)),
    forBrowsers(
      openToPages(
        route(atProvider('GET', '/pictures/:file'), 'the initials of somebody who has no picture', sendPicture),
      ),
    ),
    ...providerKeyRoutes(parts),
    { ...parts.pages.route, paths: [`${LOGIN_PATH}/assets/:file`] },
  ]
}

/** Where there are no people, nobody can log in. */
export const noProviderRoute = (why: string): Route =>
  watchRoute(route(`GET ${LOGIN_PATH} ${LOGIN_PATH}/.well-known/openid-configuration`, 'says why nobody can log in here', () => {
    throw new Problem('not-found', why)
  })) // prettier-ignore
