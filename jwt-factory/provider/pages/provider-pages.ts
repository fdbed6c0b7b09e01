import type { KoaContextWithOIDC } from 'oidc-provider'
import type { HtmlPage } from '#core/page/layout.view'
import type { Pages } from '#core/page/pages'
import type { ProviderPages } from '../provider-answers.ts'
import { LoggedOut, loginPage, LoginTrouble, LogoutForm } from './login.view.ts'

/** The pages that the provider shows in place of those of its library. */
export function createProviderPages(pages: Pages): ProviderPages {
  const placed = new WeakMap<object, HtmlPage>()
  const place = (ctx: object, page: HtmlPage) => void placed.set(ctx, page)
  return {
    pages,
    take: (ctx) => placed.get(ctx),
    goOn: (ctx) => loginPage('Go on', LogoutForm(logoutProps(ctx)), wayBack(ctx)),
    configuration: {
      renderError: async (ctx, { error, error_description: detail = '' }) => {
        place(ctx, loginPage('Not possible', LoginTrouble({ said: TROUBLE_WORDS[error] ?? FAULTY, error, detail })))
      },
    },
    features: {
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx) => place(ctx, loginPage('Log out', LogoutForm(logoutProps(ctx)), wayBack(ctx))),
        postLogoutSuccessSource: async (ctx) => place(ctx, loginPage('Logged out', LoggedOut())),
      },
    },
  }
}

const logoutProps = (ctx: KoaContextWithOIDC) => ({
  action: ctx.oidc.urlFor('end_session_confirm'),
  xsrf: String(begunLogout(ctx)?.secret ?? ''),
  isLoggedIn: ctx.oidc.session?.accountId !== undefined,
  isAnother: ctx.oidc.route === 'resume',
})

/** What the library keeps of a logout that has begun. */
const begunLogout = ({ oidc }: KoaContextWithOIDC) =>
  oidc.session?.state as { secret?: string; postLogoutRedirectUri?: string } | undefined

/** An address that was found to be one of the client. */
const wayBack = (ctx: KoaContextWithOIDC) => begunLogout(ctx)?.postLogoutRedirectUri

/** By the errors of OAuth 2.0 and OpenID Connect. */
const TROUBLE_WORDS: Readonly<Record<string, string>> = {
  invalid_client: 'The application that sent you here is not registered here.',
  invalid_redirect_uri: 'The application wants you to come back to an address that is not registered for it.',
  invalid_request:
    'The application asked for the login in a way that cannot be understood, or this page is of an earlier login. Begin again at the application.',
}
const FAULTY = 'The application asked for something that it cannot have here.'
