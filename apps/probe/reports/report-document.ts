import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderToString } from 'preact-render-to-string'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { html, type View } from '#core/page/html'

/** The sheets of all pages, and those of this one: what comes later goes before. */
const PAGE_SHEETS = ['tokens', 'base', 'parts'].map((name) => `core/page/style/${name}.css`)
const OWN_SHEETS = ['report', 'report-index', 'report-folded', 'report-findings', 'report-tables', 'report-cases', 'report-matrix', 'report-print'].map((name) => `apps/probe/reports/${name}.css`) // prettier-ignore

/**
 * One page with all in it: it asks nobody for anything, runs no script, and says so to the browser (CSP Level 3 §3.3).
 * Whatever a target answered is text in it.
 */
export async function reportDocument(title: string, body: View): Promise<string> {
  const sheets = await Promise.all(
    [...PAGE_SHEETS, ...OWN_SHEETS].map((path) => readFile(join(PROJECT_FOLDER, path), 'utf8')),
  )
  const style = sheets.join('\n')
  const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'`
  const page = html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content=${policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style dangerouslySetInnerHTML=${{ __html: style }}></style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the page</a>
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>
  `
  return `<!doctype html>\n${renderToString(page)}\n`
}
