import { createPlainPages } from '#core/page/plain-pages'
import type { PageProps } from './pages.view.ts'
import { shownPicture } from './picture.ts'
import type { WebUiPath } from './render.ts'

/** Where browsers find what the pages load. */
export const ASSETS = '/assets'

/** The pages of web-ui; nothing of them is loaded before somebody asks for one. */
export function createWebUiPages() {
  const pages = createPlainPages(['apps/web-ui/pages/web-ui.css'], ASSETS)
  return {
    render: async (path: WebUiPath, props: PageProps) =>
      (await import('./render.ts')).renderWebUiPage(pages, path, props),
    file: pages.file,
  }
}

/**
 * What a page may do: show its own style sheet and one picture. It has no script and no form, and nobody may put it in a
 * frame (CSP Level 3 §6).
 */
export function pageHeaders({ visit }: Pick<PageProps, 'visit'>): Record<string, string> {
  const picture = visit && shownPicture(visit.person?.['picture'], visit.issuer)
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    `img-src 'self'${picture ? ` ${picture.origin}` : ''}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    ...SAID_WITH_ALL,
  }
}

/** An answer is for one person, and is what it says that it is. */
export const SAID_WITH_ALL = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  vary: 'accept, cookie',
}
