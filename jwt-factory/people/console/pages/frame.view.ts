import { html, type View } from '#core/page/html'
import { ThemeSwitch, type HtmlPage } from '#core/page/layout.view'
import { lettersText, type AdminAction } from '../../admin/stoke-letters.ts'
import type { Visitor } from '../admin-visit.ts'

/** What stands on every page for admins beside its own matter. */
export interface AdminFrame {
  /** What makes this directory unsafe, a sentence each. */
  warnings: readonly string[]
  /** Absent: nobody is logged in. */
  visitor?: Visitor
  /** The address of the page. */
  path: string
}

interface AdminLink {
  path: string
  title: string
  /** Absent: everybody who is logged in. */
  action?: AdminAction
}

const LINKS: readonly AdminLink[] = [
  { path: '/admin', title: 'Overview' },
  { path: '/admin/users', title: 'Users', action: 'read-users' },
  { path: '/admin/groups', title: 'Groups', action: 'read-groups' },
  { path: '/admin/claims', title: 'Claims', action: 'read-claims' },
  { path: '/admin/keys', title: 'Keys' },
  { path: '/admin/rights', title: 'Rights' },
  { path: '/admin/audit', title: 'Audit', action: 'read-audit' },
  { path: '/admin/monitor', title: 'Monitor', action: 'read-metrics' },
]

/** A page for admins. */
export const peopleAdminPage = (title: string, body: View, frame: AdminFrame): HtmlPage => ({
  title,
  of: 'People',
  home: '/admin',
  sendsForms: true,
  header: html`<${AdminBar} ...${frame} />`,
  body: html`<div class="page admin stack">
    ${frame.warnings.length > 0 && html`<${Warnings} warnings=${frame.warnings} />`}${body}
  </div>`,
})

const isAtLink = (path: string, link: string) =>
  link === '/admin' ? path === link : path === link || path.startsWith(`${link}/`)

/** On a phone, who one is stands above the links: it is there twice, and seen once, so that Tab goes as the eye does. */
const AdminBar = ({ visitor, path }: AdminFrame): View => html`
  <${Who} visitor=${visitor} path=${path} where="without-room" />
  ${
    visitor &&
    html`<nav aria-label="Pages">
      ${LINKS.map(({ action, ...link }) =>
        action && !visitor.may(action)
          ? html`<${LinkWithheld} title=${link.title} action=${action} />`
          : html`<a href=${link.path} aria-current=${isAtLink(path, link.path) ? 'page' : undefined}>${link.title}</a>`,
      )}
    </nav>`
  }
  <${Who} visitor=${visitor} path=${path} where="with-room" />
`

/** A page that is not for whoever looks stays where it is, and says whose it is. */
const LinkWithheld = ({ title, action }: { title: string; action: AdminAction }): View => html`
  <span class="link-withheld" title=${`needs the letter ${lettersText(action)}`}
    ><span aria-hidden="true">${title}</span
    ><span class="unseen">${`${title}: needs the letter ${lettersText(action)}`}</span></span
  >
`

interface WhoProps extends Pick<AdminFrame, 'visitor' | 'path'> {
  where: 'with-room' | 'without-room'
}

const Who = ({ visitor, path, where }: WhoProps): View => html`
  <div class=${`admin-who ${where}`}>
    ${
      visitor &&
      html`<a class="foreign" href="/admin/account" aria-current=${path === '/admin/account' ? 'page' : undefined}
        >${visitor.person.username}</a
      >`
    }
    ${
      visitor &&
      html`<form method="post" action="/admin/logout">
        <${FormToken} visitor=${visitor} /><button class="small" type="submit">Log out</button>
      </form>`
    }
    <${ThemeSwitch} />
  </div>
`

const Warnings = ({ warnings }: { warnings: readonly string[] }): View => html`
  <aside class="admin-unsafe" aria-label="What is unsafe here">
    ${warnings.map((warning) => html`<p><strong>Unsafe on purpose</strong> ${warning}</p>`)}
  </aside>
`

/** What each form carries, so that no page of others can send it. */
export const FormToken = ({ visitor }: { visitor: Pick<Visitor, 'formToken'> }): View =>
  html`<input type="hidden" name="form" value=${visitor.formToken} />`

/** What cannot be done stays where it would be, and says why. */
export const Withheld = ({ what, why }: { what: string; why: string }): View => html`
  <span class="admin-withheld"
    ><button type="button" class="small" aria-disabled="true">${what}</button
    ><span class="small quiet">${why}</span></span
  >
`

/** What came of something, at the top of a page. */
export const AdminSays = ({ outcome, children }: { outcome: 'good' | 'refused'; children?: unknown }): View => html`
  <div class=${`card says ${outcome} stack`} role=${outcome === 'refused' ? 'alert' : 'status'}>${children}</div>
`
