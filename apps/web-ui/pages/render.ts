import { html } from '#core/page/html'
import type { PlainPages } from '#core/page/plain-pages'
import { personName } from './login-state.view.ts'
import { DashboardPage, ProfilePage, StartPage, type PageProps } from './pages.view.ts'

/** The pages, by their paths. */
const PAGE_VIEWS = {
  '/': { title: 'Start', view: StartPage },
  '/profile': { title: 'Profile', view: ProfilePage },
  '/dashboard': { title: 'Dashboard', view: DashboardPage },
} as const

export type WebUiPath = keyof typeof PAGE_VIEWS

/** @returns the whole document */
export function renderWebUiPage(pages: PlainPages, path: WebUiPath, props: PageProps): Promise<string> {
  const { title, view } = PAGE_VIEWS[path]
  const header = html`
    <nav aria-label="Pages">
      ${Object.entries(PAGE_VIEWS).map(
        ([href, page]) => html`<a href=${href} aria-current=${href === path ? 'page' : undefined}>${page.title}</a>`,
      )}
    </nav>
    ${props.visit && html`<span class="who small">${personName(props.visit) ?? 'not logged in'}</span>`}
  `
  return pages.render({ title, of: 'web-ui', home: '/', header, body: html`<${view} ...${props} />` })
}
