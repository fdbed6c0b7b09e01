import { KEPT_LIBRARIES, OF_ITS_USER } from './published-manifest.ts'

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
 * A compiled module as it stands in the package: libraries that come along are imported from there, commands have the names that they have
 * there, and an error of the platform is one in jest, too.
 */
export function rewriteModule(text: string): string {
  return ownPlaces(ownSettings(ownCommands(errorsOfAnyRealm(linkLibraries(text)))))
}

/** Its declaration. */
export const rewriteTypes = (text: string): string => ownPlaces(ownSettings(ownCommands(linkLibraries(text))))

function linkLibraries(text: string): string {
  const statements = new Set(statementsOf(text).map(({ index }) => index))
  return text.replace(LIBRARY, (all: string, before: string, quote: string, specifier: string, index: number) =>
    statements.has(index) && isVendored(specifier) ? `${before}${quote}#vendor/${vendorName(specifier)}${quote}` : all,
  )
}

/** jest runs modules in a realm whose `Error` is another one than that of the platform. The import keeps to the first line, for source maps. */
function errorsOfAnyRealm(text: string): string {
  const asked = text.replace(
    /(?<value>[\w.]+) instanceof Error\b/g,
    '($<value> instanceof Error || isNativeError($<value>))',
  )
  return asked === text ? text : `import { isNativeError } from 'node:util/types'; ${asked}`
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

/** What npm runs in the project, npx runs in the package; and npx hands on all that follows. */
export const ownCommands = (text: string): string =>
  text
    .replace(
      /(?<=\\n|\b)npm run (?:-s )?(?<command>[a-z][a-z-]*|\$\{[\w.]+\})(?: --(?= ))?/g,
      'npx jwt-sandbox $<command>',
    )
    .replace(/(?<=\\n|\b)npm start\b/g, 'npx jwt-sandbox start')

/** Keys lie where a person's files do there, and what comes along lies in the package. */
export const ownPlaces = (text: string): string =>
  text
    .replace(
      /(?<![\w/.$}-])keys\/(?=(?:tls|dump|jwt-factory|neighbours|service[abc]|web-ui|login-gateway)\b)/g,
      '.jwt-sandbox/keys/',
    )
    .replace(/(?<![\w/.-])deploy\/kubernetes\b/g, 'node_modules/jwt-sandbox/deploy/kubernetes')

/** Settings that are not in the environment lie elsewhere there; `'.env'` alone is a name for programs, which find that place themselves. */
export const ownSettings = (text: string): string =>
  text
    .replace(/(?<=[\s`'"(])\.env\.example\b(?!['"])/g, 'node_modules/jwt-sandbox/.env.example')
    .replace(/(?<=[\s`(]|['"](?=\.env ))\.env(?=[ ,;:)`]|\.(?:\s|['"`]|$))/gm, '.jwt-sandbox/.env')
