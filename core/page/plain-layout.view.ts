import { html, type View } from './html.ts'

/** A page without a script, before it is put into its frame. */
export interface PlainPage {
  title: string
  /** Whose page it is. */
  of: string
  /** Where its name leads. */
  home: string
  /** Beside the name. */
  header?: View
  body: View
}

/** The frame of such a page. Light or dark is as the system says: nothing here could keep another choice. */
export const PlainLayout = ({
  page,
  loaded,
}: {
  page: PlainPage
  loaded: { style: string; icon: string }
}): View => html`
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${page.title} · ${page.of}</title>
      <link rel="icon" href=${loaded.icon} type="image/svg+xml" />
      <link rel="stylesheet" href=${loaded.style} />
    </head>
    <body>
      <a class="skip" href="#main">Skip to the page</a>
      <header class="top">
        <a class="brand" href=${page.home}>${page.of}</a>
        <div class="top-more">${page.header}</div>
      </header>
      <main id="main" tabindex="-1">${page.body}</main>
    </body>
  </html>
`
