import { html, type View } from '#core/page/html'

/** Some of many entries. */
export interface ListPart<Entry> {
  shown: readonly Entry[]
  /** Of those that were looked for. */
  count: number
  /** From 1 on. */
  page: number
  pages: number
  /** What was looked for. */
  looked: string
}

const ON_A_PAGE = 50

/**
 * The entries that have a text in them, a page of them.
 * @param textOf all that is searched in an entry
 */
export function partOfList<Entry>(
  entries: readonly Entry[],
  textOf: (entry: Entry) => string,
  query: Readonly<Record<string, unknown>>,
): ListPart<Entry> {
  const looked = typeof query['q'] === 'string' ? query['q'].slice(0, 200).trim() : ''
  const found = entries.filter((entry) => textOf(entry).toLowerCase().includes(looked.toLowerCase()))
  const pages = Math.max(1, Math.ceil(found.length / ON_A_PAGE))
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(query['page'])) || 1))
  return { shown: found.slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE), count: found.length, page, pages, looked }
}

/** Looks for something, and goes through what was found. It works without a script. */
export function PageLinks({ part, path }: { part: ListPart<unknown>; path: string }): View {
  const { count, page, pages, looked } = part
  const linkTo = (to: number) => `${path}?${new URLSearchParams({ ...(looked && { q: looked }), page: String(to) })}`
  return html`
    <form class="row list-tools" method="get" action=${path} role="search">
      <label class="unseen" for="looked">Look for</label>
      <input id="looked" name="q" type="search" value=${looked} placeholder="Look for a name" autocomplete="off" />
      <button type="submit">Look</button>
      <span class="quiet small" role="status"
        >${count === 1 ? '1 is' : `${count} are`} ${looked ? 'found' : 'here'}</span
      >
      ${
        pages > 1 &&
        html`
          <nav class="row" aria-label="Pages of the list">
            ${page > 1 && html`<a href=${linkTo(page - 1)}>Earlier</a>`}
            <span class="quiet small">page ${page} of ${pages}</span>
            ${page < pages && html`<a href=${linkTo(page + 1)}>Later</a>`}
          </nav>
        `
      }
    </form>
  `
}
