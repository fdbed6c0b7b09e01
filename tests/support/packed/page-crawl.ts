/** More pages than a process has: the plays of a sandbox that was just started are few. */
const MOST_PAGES = 80

/** Whatever is kept for others to download, or goes on for ever. */
const NO_PAGE = /^\/(?:api\/|healthz|plays\/.*\/export\.)/

/**
 * Opens a page as a browser does, and all pages that it leads to on the same port: each with its styles, its scripts, and what these import.
 * @returns the paths that were opened, and a line for each that was not answered with 200
 */
export async function crawlPages(origin: string): Promise<{ pages: string[]; faults: string[] }> {
  const pages = ['/']
  const loaded = new Set<string>()
  const faults: string[] = []
  const get = async (path: string, accept: string, by: string) => {
    const answer = await fetch(new URL(path, origin), { headers: { accept, connection: 'close' } })
    const text = await answer.text()
    if (answer.status !== 200) faults.push(`${origin}${path} of ${by}: ${answer.status}`)
    return { text, isPage: answer.headers.get('content-type')?.startsWith('text/html') ?? false }
  }
  for (const page of pages) {
    const { text, isPage } = await get(page, 'text/html', 'the links')
    if (!isPage) continue
    for (const [, link = ''] of text.matchAll(/<a\b[^>]*\bhref="(\/[^"#?]*)/g))
      if (!pages.includes(link) && !NO_PAGE.test(link) && pages.length < MOST_PAGES) pages.push(link)
    for (const [, path = ''] of text.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="(\/[^"]*)"/g)) {
      if (loaded.has(path)) continue
      loaded.add(path)
      await get(path, '*/*', page)
    }
  }
  return { pages, faults }
}
