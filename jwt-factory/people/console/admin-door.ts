import type { Request, RequestHandler, Response } from 'express'
import { Problem } from '#core/http/problem'
import { html } from '#core/page/html'
import type { Pages } from '#core/page/pages'
import type { Directory } from '../directory/directory.ts'
import { AdminRefused, type AdminRefusal } from '../admin/admin-refused.ts'
import { STATUS_OF_FAULT } from '../admin/routes/answer-administrator.ts'
import { DirectoryFault } from '../directory/fault.ts'
import { PasswordsBusy } from '../passwords/in-turn.ts'
import { visitorOf, type AdminVisit, type Visitor } from './admin-visit.ts'
import { adminFormBody, adminFormOf, type AdminForm } from './session/admin-form.ts'
import { NO_FORM_OF_OURS, refuseForeignForm } from './session/foreign-form.ts'
import { isFormTokenOf } from './session/session-ids.ts'
import type { AdminSessions } from './session/sessions.ts'
import { peopleAdminPage, AdminSays } from './pages/frame.view.ts'

export interface AdminDoorParts {
  /** What makes this directory unsafe, a sentence each. */
  warnings: readonly string[]
  pages: Pages
  sessions: AdminSessions
  directory: Directory
}

/** The one way to the pages for admins: nobody comes to a handler without a session, nor with a form of somebody else's page. */
export interface AdminDoor {
  /** A page to look at. */
  look(handler: (visit: AdminVisit) => Promise<void>): RequestHandler
  /** What a form sends. */
  take(handler: (visit: AdminVisit, form: AdminForm) => Promise<void>): RequestHandler[]
}

export function createAdminDoor(parts: AdminDoorParts): AdminDoor {
  const visitOf = (request: Request, response: Response, visitor: Visitor): AdminVisit => ({
    request,
    response,
    visitor,
    show: (title, body, status = 200) => {
      const frame = { warnings: parts.warnings, visitor, path: request.path }
      return parts.pages.send(response, status, peopleAdminPage(title, body, frame))
    },
  })

  return {
    look: (handler) => async (request, response) => {
      const visitor = await visitorOf(request, parts)
      if (!visitor) return response.redirect(303, loginPathFor(request))
      const visit = visitOf(request, response, visitor)
      await telling(visit, () => handler(visit))
    },
    take: (handler) => [
      refuseForeignForm,
      adminFormBody,
      async (request, response) => {
        const visitor = await visitorOf(request, parts)
        if (!visitor) return response.redirect(303, '/admin/login?ended')
        const form = adminFormOf(request)
        if (!isFormTokenOf(visitor.id, form.text('form'))) throw new Problem('foreign-origin', NO_FORM_OF_OURS)
        const visit = visitOf(request, response, visitor)
        await telling(visit, () => handler(visit, form))
      },
    ],
  }
}

/** What is refused is said where the person is. */
async function telling(visit: AdminVisit, handler: () => Promise<void>): Promise<void> {
  try {
    await handler()
  } catch (error) {
    const trouble = adminTroubleOf(error)
    if (!trouble) throw error
    if (error instanceof PasswordsBusy) visit.response.setHeader('retry-after', error.retryAfterSeconds)
    const isForm = visit.request.method === 'POST'
    await visit.show(trouble.title, html`<${TroubleShown} ...${trouble} isForm=${isForm} />`, trouble.status)
  }
}

/** Only pages of ours: an address of somebody else in a link would lead away after a login. */
export const isAdminPath = (path: string): boolean => /^\/admin(?:\/[\w-]{1,40}){0,3}$/.test(path)

function loginPathFor({ path }: Request): string {
  return isAdminPath(path) && path !== '/admin' ? `/admin/login?next=${path}` : '/admin/login'
}

interface AdminTrouble {
  title: string
  detail: string
  status: number
}

/** @returns undefined for what is no matter of the person at the page */
function adminTroubleOf(error: unknown): AdminTrouble | undefined {
  if (error instanceof DirectoryFault)
    return {
      title: 'This cannot be done',
      detail: `${asSentence(error.message)}.`,
      status: error.reason === 'unknown' ? 404 : STATUS_OF_FAULT[error.reason],
    }
  if (error instanceof AdminRefused)
    return { title: 'This is refused', detail: `${asSentence(error.message)}.`, status: PAGE_STATUS[error.reason] ?? 403 } // prettier-ignore
  if (error instanceof PasswordsBusy) return { title: 'Not now', detail: PASSWORDS_WAIT, status: 503 }
  if (error instanceof Problem && error.status < 500)
    return { title: 'This is refused', detail: error.detail, status: error.status }
  return undefined
}

const PASSWORDS_WAIT = 'Too many passwords wait to be checked. Try again in a moment.'

/** Other than 403. */
const PAGE_STATUS: Partial<Record<AdminRefusal, number>> = { 'not-there': 404, 'too-many-guesses': 429 }

const asSentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const TroubleShown = ({ title, detail, isForm }: AdminTrouble & { isForm: boolean }) => html`
  <h1>${title}</h1>
  <${AdminSays} outcome="refused"
    ><p class="foreign">${detail}</p>
    ${isForm && html`<p class="quiet small">Nothing was changed. Go back to see what you had typed.</p>`}<//
  >
`
