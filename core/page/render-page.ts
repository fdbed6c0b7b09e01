import { renderToString } from 'preact-render-to-string'
import type { BrowserFiles } from './browser-files.ts'
import { html } from './html.ts'
import { Layout, type HtmlPage } from './layout.view.ts'

/** Where a page finds what it loads. */
interface PageFrame {
  /** The module that all pages load before they are drawn. */
  theme: string
  /** Of the addresses of files. */
  folder: string
}

export function renderPage(
  page: HtmlPage,
  files: Pick<BrowserFiles, 'style' | 'icon' | 'entry'>,
  { theme, folder }: PageFrame,
): string {
  const assetAddress = (name: string) => `${folder}/${name}`
  const entry = page.module === undefined ? undefined : files.entry(page.module)
  const loaded = {
    style: assetAddress(files.style),
    icon: assetAddress(files.icon),
    theme: assetAddress(files.entry(theme).name),
    ...(entry && { module: assetAddress(entry.name) }),
    imports: (entry?.imports ?? []).map(assetAddress),
  }
  return `<!doctype html>\n${renderToString(html`<${Layout} page=${page} loaded=${loaded} />`)}`
}
