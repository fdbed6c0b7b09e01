import { posix } from 'node:path'
import { ownCommands } from './rewrite-module.ts'

/** Pages that come along, and where each lies in the package. The others are about the project itself: how fast it is, what was tried with it. */
export const PACKAGE_PAGES: Readonly<Record<string, string>> = {
  'deploy/package/PACKAGE.md': 'README.md',
  'testkit/README.md': 'docs/testing.md',
  ...Object.fromEntries(
    ['control', 'gateway', 'judge', 'login', 'mesh', 'migration', 'own-service', 'people', 'probe', 'registry', 'relay', 'scenarios', 'sidecars'] // prettier-ignore
      .map((name) => [`docs/${name}.md`, `docs/${name}.md`]),
  ),
  'scenarios/attacks/README.md': 'docs/attacks.md',
}

/** `[words](where)`, and where it leads inside that page. */
const PAGE_LINK = /(?<!!)\[(?<words>[^\]\n]+)\]\((?<to>[^)#\s]*)(?<place>#[^)\s]*)?\)/g

/**
 * A page as it stands in the package: commands and modules have the names that they have there, and what does not come along is named
 * without a link.
 * @param path of the page in the project
 */
export function packagePage(path: string, text: string): string {
  const here = posix.dirname(PACKAGE_PAGES[path] ?? path)
  const linked = text.replace(PAGE_LINK, (all, words: string, to: string, place = '') => {
    if (to === '' || URL.canParse(to)) return all
    const target = PACKAGE_PAGES[posix.join(posix.dirname(path), to)]
    return target === undefined ? words : `[${words}](${posix.relative(here, target)}${place})`
  })
  return ownCommands(linked.replace(/(['"`])\.\/(?<module>testing|matchers|vitest|jest|verify)\.ts\1/g, '$1jwt-sandbox/$<module>$1')) // prettier-ignore
}

/** What a text of ours says of such a page, as whoever has installed the package finds it. */
export const ownPages = (text: string): string =>
  text.replace(/(?<![\w/.-])docs\/(?<name>[a-z-]+)\.md\b/g, (all) =>
    Object.hasOwn(PACKAGE_PAGES, all) ? `node_modules/jwt-sandbox/${all}` : all,
  )
