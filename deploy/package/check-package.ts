import { BROWSER_LIBRARIES } from '#core/page/browser-files'
import { readSyntax, type SyntaxNode } from './shown-texts.ts'

/** A module, by its path from the top of the package. */
export interface ModuleText {
  readonly path: string
  readonly text: string
}

/** Rooms of the project; whatever else has a slash in it is no path of ours. */
const ROOM = String.raw`(?:apps|core|deploy|docs|examples|jwt-factory|scenarios|testkit|tests)`

const WHOLE_PATH = new RegExp(String.raw`^${ROOM}/[\w.-]+(?:/[\w.-]+)*\.[a-z]+$`)
const PATH_BEGINS = new RegExp(String.raw`^${ROOM}/(?:[\w.-]+/)+`)
const PATHS_IN_TEXT = new RegExp(String.raw`(?<![\w./-])(?:node_modules/jwt-sandbox/)?${ROOM}/[\w./-]*\.[a-z]+\b`, 'g')

/** Steps of the workshop name the code that decides, and say of it that it is in the sources. */
const NAMES_SOURCES = /^apps\/console\/workshop\/steps\//

/**
 * @param modules that browsers load
 * @throws Error for one that imports what no browser has
 */
export function checkBrowserModules(modules: readonly ModuleText[]): void {
  const known: readonly string[] = BROWSER_LIBRARIES
  const wrong = modules.flatMap(({ path, text }) =>
    importsOf(readSyntax(text, path).nodes)
      .filter((specifier) => !/^(?:\.|#core\/)/.test(specifier) && !known.includes(specifier))
      .map((specifier) => `${path} is for browsers, and imports ${specifier}`),
  )
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

const importsOf = (nodes: readonly SyntaxNode[]) =>
  nodes.flatMap((node) => {
    const { value } = (node['source'] ?? {}) as { value?: unknown } // of an import or an export from
    return /^(?:Import|Export)/.test(node.type) && typeof value === 'string' ? [value] : []
  })

/**
 * Whatever a module reads from the top of the package, and whatever a text of it names there, is there; and each command that it names is one.
 * @param modules as they are in the package, before they are bundled
 * @param files of the package, and modules that are in its bundle
 * @throws Error with all that is not
 */
export function checkPaths(
  modules: readonly ModuleText[],
  files: ReadonlySet<string>,
  commands: readonly string[],
): void {
  const isThere = (named: string, by: string) => {
    const path = named.replace(/^node_modules\/jwt-sandbox\//, '')
    return (
      files.has(path) || files.has(path.replace(/\.ts$/, '.js')) || (path.endsWith('.ts') && NAMES_SOURCES.test(by))
    )
  }
  const folders = new Set([...files].flatMap((file) => file.split('/').map((_, at, all) => `${all.slice(0, at).join('/')}/`))) // prettier-ignore
  const wrong = modules.flatMap(({ path, text }) => {
    const lines: string[] = []
    for (const string of stringsOf(text, path)) {
      const { whole, begins } = string
      const named = whole === undefined ? [] : WHOLE_PATH.test(whole) ? [whole] : (/\s/.test(whole) ? whole.match(PATHS_IN_TEXT) ?? [] : []) // prettier-ignore
      lines.push(...named.filter((each) => !isThere(each, path)))
      const folder = begins === undefined ? undefined : PATH_BEGINS.exec(begins)?.[0]
      if (folder !== undefined && !folders.has(folder)) lines.push(folder)
      for (const [all, command = ''] of (whole ?? begins ?? '').matchAll(/\bnpx jwt-sandbox ([a-z][a-z-]*)/g))
        if (!commands.includes(command)) lines.push(all)
      if (/\b(?:npx jwt-sandbox [a-z-]+|npm run) -- |\bnpm (?:run [a-z$]|start\b)/.test(whole ?? ''))
        lines.push(whole ?? '')
    }
    return lines.map((line) => `${path} names ${line}, which the package does not have`)
  })
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

/** Strings, and templates with a `…` for what is put in; of the latter also what they begin with. */
function stringsOf(text: string, path: string): { whole?: string; begins?: string }[] {
  return readSyntax(text, path).nodes.flatMap((node) => {
    if (node.type === 'Literal' && typeof node['value'] === 'string') return [{ whole: node['value'] }]
    if (node.type !== 'TemplateLiteral') return []
    const parts = (node['quasis'] as SyntaxNode[]).map(({ start, end }) => text.slice(start, end))
    return [{ whole: parts.join('…'), ...(parts.length > 1 && { begins: parts[0] }) }]
  })
}
