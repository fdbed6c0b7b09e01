import { renderToString } from 'preact-render-to-string'
import type { BrowserFiles } from './browser-files.ts'
import { html } from './html.ts'
import { Layout, type Page } from './layout.view.ts'

const addressOf = (name: string) => `/assets/${name}`

/** @param theme the module that all pages load before they are drawn */
export function renderPage(page: Page, files: BrowserFiles, theme: string): string {
  const entry = page.module === undefined ? undefined : files.entry(page.module)
  const loaded = {
    style: addressOf(files.style),
    icon: addressOf(files.icon),
    theme: addressOf(files.entry(theme).name),
    ...(entry && { module: addressOf(entry.name) }),
    imports: (entry?.imports ?? []).map(addressOf),
  }
  return `<!doctype html>\n${renderToString(html`<${Layout} page=${page} loaded=${loaded} />`)}`
}
