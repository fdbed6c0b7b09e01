import type { Request, Response } from 'express'
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { contextOf } from '#core/http/context'
import type { Log } from '#core/log'
import type { HtmlPage } from '#core/page/layout.view'
import type { Pages } from '#core/page/pages'
import type { ReportedStep } from '#core/trace/step'
import type { OwnProvider } from './own-provider.ts'

/** Pages that stand in place of those of the library. */
export interface ProviderPages {
  configuration: Pick<Configuration, 'renderError'>
  features: Pick<NonNullable<Configuration['features']>, 'rpInitiatedLogout'>
  /** In place of a form that sends itself by a script. */
  goOn(ctx: KoaContextWithOIDC): HtmlPage
  pages: Pages
  /** The page that was put in place for the answer, if there is one. */
  take(ctx: object): HtmlPage | undefined
}

interface AnswerParts {
  log: Log
  pages: ProviderPages
}

/** The library's events of refusals. */
const REFUSAL_EVENTS = [
  'authorization.error',
  'grant.error',
  'revocation.error',
  'end_session.error',
  'end_session_confirm.error',
  'end_session_success.error',
]

/** What the library did, as a trace tells it: no code, no token, no state. */
const TOLD_EVENTS: Readonly<Record<string, (oidc: KoaContextWithOIDC['oidc']) => ReportedStep>> = {
  'interaction.started': () => ({ verb: 'finds', what: 'nobody has logged in here in this browser' }),
  'authorization.success': ({ client }) => ({
    verb: 'answers',
    what: `with a code for ${client?.clientId ?? 'the application'}, which is good once`,
  }),
  'end_session.success': () => ({ verb: 'finds', what: 'the login of this browser is over, here too' }),
}

type LibraryRefusal = Error & { error_description?: string; error_detail?: string }

/**
 * Answers by the library. What it refuses is told to the log; what fails below it is thrown, so that it is answered as everywhere in the
 * factory: it never says more than that.
 */
export function listenToProvider(provider: OwnProvider, { log, pages }: AnswerParts) {
  const events: { on(event: string, listener: (ctx: KoaContextWithOIDC, error: LibraryRefusal) => void): unknown } =
    provider
  const broken = new WeakMap<object, unknown>()
  for (const event of REFUSAL_EVENTS)
    events.on(event, ({ oidc }, error) => log.info(refusalFields(oidc, error), STEP_REFUSED))
  for (const [event, say] of Object.entries(TOLD_EVENTS))
    events.on(event, ({ req, oidc }, prompt) => {
      if (event !== 'interaction.started' || prompt.name === 'login') contextOf(req).recorder.step(say(oidc))
    })
  events.on('server_error', (ctx, error) => void broken.set(ctx, error))
  events.on('error', () => {}) // it is thrown below: the library would write it on the terminal

  const failures = new WeakMap<Request, { failure: unknown }>()
  provider.use(async (context, next) => {
    const ctx = context as unknown as KoaContextWithOIDC // every route of ours has it
    const response = ctx.res as Response // of Express, which has handed it over
    const allowed = response.getHeader(ALLOWED_ORIGIN)
    try {
      await next()
      if (broken.has(ctx)) throw broken.get(ctx)
      if (allowed === undefined) response.removeHeader(ALLOWED_ORIGIN) // the guard of the factory has said who may read it
      if (ctx.oidc?.route === 'discovery') ctx.body = { ...Object(ctx.body), response_modes_supported: ['query'] }
      const page = pages.take(ctx) ?? (isOwnForm(ctx) ? pages.goOn(ctx) : undefined)
      if (!page) return
      const { status } = ctx
      ctx.respond = false
      for (const name of ['content-type', 'content-security-policy']) response.removeHeader(name)
      await pages.pages.send(response, status, page)
    } catch (failure) {
      ctx.respond = false
      failures.set(ctx.req as Request, { failure })
    }
  })
  const handle = provider.callback()
  return async (request: Request, response: Response): Promise<void> => {
    await handle(request, response)
    const failed = failures.get(request)
    if (failed) throw failed.failure
  }
}

const ALLOWED_ORIGIN = 'access-control-allow-origin'

const STEP_REFUSED = 'login-step-refused'

const refusalFields = (oidc: KoaContextWithOIDC['oidc'], error: LibraryRefusal) => ({
  route: oidc.route,
  reason: error.message,
  detail: error.error_detail ?? error.error_description,
  client: oidc.client?.clientId,
})

/** The library has pages for two cases in which a browser sends a form at once. */
const isOwnForm = (ctx: KoaContextWithOIDC) =>
  typeof ctx.body === 'string' && ctx.response.is('html') === 'html' && /<form method="post"/.test(ctx.body)
