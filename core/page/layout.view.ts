import { html, type View } from './html.ts'

/** A page of a process, before it is put into its frame. */
export interface HtmlPage {
  /** Stands in the tab, and in a list of pages. */
  title: string
  /** Whose page it is: the name of the process, or of the project. */
  of: string
  /** Where its name leads. Absent: to the first page of the process. */
  home?: string
  /** It has forms that are sent as forms: the browser then says that they come from here (Referrer Policy §3.3). */
  sendsForms?: true
  /** Origins of others to which a form may lead in the end: browsers ask that of each redirect behind it (CSP Level 3 §6.4.1). */
  formsLeadTo?: readonly string[]
  /** No script runs on it, not even the one that knows light from dark: for pages that take passwords of other applications. */
  isWithoutScript?: true
  /** Beside the name: links, a clock, whatever stands on all pages of a process, the switch for light and dark among it. */
  header?: View
  body: View
  /** The module that makes the page alive, by its path from the folder of the project. */
  module?: string
  /** What that module begins with. */
  state?: unknown
}

/** Addresses of what a page loads. */
export interface Loaded {
  style: string
  icon: string
  theme: string
  module?: string
  /** What the module imports. */
  imports: readonly string[]
}

/** The frame of every page: its head, the name of the process, the switch for light and dark, and the one main part. */
export const Layout = ({ page, loaded }: { page: HtmlPage; loaded: Loaded }): View => html`
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${page.title} · ${page.of}</title>
      <link rel="icon" href=${loaded.icon} type="image/svg+xml" />
      <link rel="stylesheet" href=${loaded.style} />
      ${!page.isWithoutScript && html`<script src=${loaded.theme}></script>`}
      ${loaded.imports.map((href) => html`<link rel="modulepreload" href=${href} />`)}
      ${loaded.module && html`<script type="module" src=${loaded.module}></script>`}
    </head>
    <body>
      <a class="skip" href="#main">Skip to the page</a>
      <header class="top">
        <a class="brand" href=${page.home ?? '/'}>${page.of}</a>
        <div class="top-more" id="top">${page.header ?? (!page.isWithoutScript && html`<${ThemeSwitch} />`)}</div>
      </header>
      <main id="main" tabindex="-1">${page.body}</main>
      ${page.state !== undefined && html`<script type="application/json" id="state" dangerouslySetInnerHTML=${{ __html: inScript(page.state) }} />`}
    </body>
  </html>
`

/** Between light and dark. @param where there is room, or is none: where it stands in another place then */
export const ThemeSwitch = ({ where = '' }: { where?: 'with-room' | 'without-room' | '' }): View => html`
  <button
    class=${`plain theme ${where}`}
    type="button"
    data-theme-switch
    title="Light or dark"
    aria-label="Light or dark"
  >
    <span aria-hidden="true">◐</span>
  </button>
`

/** JSON that nothing in it can end: a text of a token may say that it is the end of the script (HTML §4.12.1.3). */
const inScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
