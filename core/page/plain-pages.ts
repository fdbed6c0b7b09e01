import type { BrowserFile, BrowserFiles } from './browser-files.ts'
import type { PlainPage } from './plain-layout.view.ts'

/** Pages without a script, for whoever has no app of express: they work wherever HTML does. */
export interface PlainPages {
  /** The whole document. */
  render(page: PlainPage): Promise<string>
  /** What a page loads, by the name behind `folder`; it has a hash in it, and may be kept for ever. */
  file(name: string): Promise<BrowserFile | undefined>
}

const PLAIN_STYLES = ['tokens', 'base', 'controls', 'parts', 'token'].map((name) => `core/page/style/${name}.css`)

/**
 * Nothing of it is read before somebody first asks for a page.
 * @param styles further style sheets, by their paths from the folder of the project
 * @param folder of the addresses of what pages load
 */
export function createPlainPages(styles: readonly string[] = [], folder = '/assets'): PlainPages {
  let opened: Promise<BrowserFiles> | undefined
  const files = () => (opened ??= preparePlain([...PLAIN_STYLES, ...styles]))
  return {
    async render(page) {
      const [{ renderToString }, { html }, { PlainLayout }, { style, icon }] = await Promise.all([
        import('preact-render-to-string'),
        import('./html.ts'),
        import('./plain-layout.view.ts'),
        files(),
      ])
      const loaded = { style: `${folder}/${style}`, icon: `${folder}/${icon}` }
      return `<!doctype html>\n${renderToString(html`<${PlainLayout} page=${page} loaded=${loaded} />`)}\n`
    },
    file: async (name) => (await files()).get(name),
  }
}

async function preparePlain(styles: readonly string[]): Promise<BrowserFiles> {
  const { prepareBrowserFiles } = await import('./browser-files.ts')
  return prepareBrowserFiles([], styles)
}
