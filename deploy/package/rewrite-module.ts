import { ownNames } from './own-names.ts'
import { KEPT_LIBRARIES, OF_ITS_USER } from './published-manifest.ts'
import { applyEdits, editsOfTexts, readSyntax, type Edit, type SyntaxNode } from './shown-texts.ts'

/** A library in an import line or an `import()`, as the compiler writes them. */
const LIBRARY = /(?<before>\bfrom |\bimport |\bimport\()(?<quote>['"])(?<specifier>(?![#./]|node:)[^'"\n]+)\k<quote>/g

/** @returns whether a package of npm comes along in `vendor/` */
const isVendored = (specifier: string) =>
  ![...KEPT_LIBRARIES, ...OF_ITS_USER].some((kept) => specifier === kept || specifier.startsWith(`${kept}/`))

/** Libraries that a module imports and that come along, as they stand in its import lines. */
export const vendoredImports = (text: string): string[] =>
  statementsOf(text).flatMap(({ groups }) =>
    isVendored(groups?.['specifier'] ?? '') ? [groups?.['specifier'] ?? ''] : [],
  )

/** The name of a library in `vendor/`. */
export const vendorName = (specifier: string): string => specifier.replace(/^@/, '').replaceAll('/', '-')

/**
 * A compiled module as it stands in the package: libraries that come along are imported from there, commands and pages have the names that
 * they have there, and an error of the platform is one in jest, too. What browsers load gets no import of what they lack.
 * @throws Error for what is no module
 */
export function rewriteModule(text: string, { isForBrowsers = false } = {}): string {
  const linked = linkLibraries(text)
  const syntax = readSyntax(linked, 'module.js')
  const errors = isForBrowsers ? [] : errorsOfAnyRealm(linked, syntax.nodes)
  const rewritten = applyEdits(linked, [...editsOfTexts(linked, syntax, ownNames), ...errors])
  return errors.length === 0 ? rewritten : `import { isNativeError } from 'node:util/types'; ${rewritten}` // one line, for source maps
}

/** Its declaration, in which people read the comments. */
export function rewriteTypes(text: string): string {
  const linked = linkLibraries(text)
  const { comments } = readSyntax(linked, 'module.d.ts')
  return applyEdits(linked, editsOfTexts(linked, { nodes: [], comments }, ownNames))
}

function linkLibraries(text: string): string {
  const statements = new Set(statementsOf(text).map(({ index }) => index))
  return text.replace(LIBRARY, (all: string, before: string, quote: string, specifier: string, index: number) =>
    statements.has(index) && isVendored(specifier) ? `${before}${quote}#vendor/${vendorName(specifier)}${quote}` : all,
  )
}

/** jest runs modules in a realm whose `Error` is another one than that of the platform. */
function errorsOfAnyRealm(code: string, nodes: readonly SyntaxNode[]): Edit[] {
  return nodes.flatMap((node): Edit[] => {
    if (node.type !== 'BinaryExpression' || node['operator'] !== 'instanceof') return []
    const { start, end } = node
    const asked = code.slice(start, end)
    const { value } = /^(?<value>[\w.]+) instanceof Error$/.exec(asked)?.groups ?? {}
    return value === undefined ? [] : [{ start, end, text: `(${asked} || isNativeError(${value}))` }]
  })
}

/** Import lines stand at the beginning of a line; `import()` stands anywhere, and never in a text of ours. */
function statementsOf(text: string): RegExpExecArray[] {
  return [...text.matchAll(LIBRARY)].filter(({ 0: all, index }) => {
    const line = text.slice(text.lastIndexOf('\n', index) + 1, index)
    return all.startsWith('import(') || all.startsWith('import ')
      ? !/['"`]/.test(line)
      : /^(?:import|export|\})/.test(line)
  })
}
