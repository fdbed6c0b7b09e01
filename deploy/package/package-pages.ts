import { posix } from 'node:path'
import { ownCommands, ownPlaces, ownSettings, PACKAGE_PAGES } from './own-names.ts'

/** What is about the sources alone, and no use to whoever has the package. */
const OF_SOURCES = / ?<!-- sources -->[^]*?<!-- \/sources -->|<!-- npm run [^\n]* -->\n*/g

/** In the table of libraries, as it is written by a program. */
const RULES_OF = /(the rules of )examples\/gateways\//g

/** `[words](where)`, and where it leads inside that page. */
const PAGE_LINK = /(?<!!)\[(?<words>[^\]\n]+)\]\((?<to>[^)#\s]*)(?<place>#[^)\s]*)?\)/g

/**
 * A page as it stands in the package: commands and modules have the names that they have there, and what does not come along is named
 * without a link.
 * @param path of the page in the project
 */
export function packagePage(path: string, text: string): string {
  const here = posix.dirname(PACKAGE_PAGES[path] ?? path)
  const linked = text
    .replace(OF_SOURCES, '')
    .replace(RULES_OF, '$1')
    .replace(PAGE_LINK, (all, words: string, to: string, place = '') => {
      if (to === '' || URL.canParse(to)) return all
      const target = PACKAGE_PAGES[posix.join(posix.dirname(path), to)]
      return target === undefined ? nameAlone(words) : `[${words}](${posix.relative(here, target)}${place})`
    })
  return ownPlaces(ownSettings(ownCommands(linked.replace(/(['"`])\.\/(?<module>testing|matchers|vitest|jest|verify)\.ts\1/g, '$1jwt-sandbox/$<module>$1')))) // prettier-ignore
}

/** A path would lead nowhere: the file has its name. What comes along, such as `deploy/kubernetes`, is found below. */
const nameAlone = (words: string) =>
  words.replace(
    /(?<![\w/.])(?!deploy\/kubernetes)(?:tests|apps|examples|core|deploy|scenarios)\/(?:[\w.-]+\/)*(?=[\w.-])/g,
    '',
  )

/** `.env.example`, with what a person there has to do. */
export const settingsExample = (text: string): string =>
  ownCommands(
    text
      .replace(
        'cp .env.example .env, then edit .env.',
        'cp node_modules/jwt-sandbox/.env.example .jwt-sandbox/.env, then edit that.',
      )
      .replace('wins over .env.', 'wins over it.'),
  )
