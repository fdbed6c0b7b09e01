/** What of package.json a published package needs to know. */
export interface ProjectManifest {
  name: string
  version: string
  description: string
  license: string
  engines: Record<string, string>
  imports: Record<string, string>
  scripts: Record<string, string>
  dependencies: Record<string, string>
}

/** Libraries that a program of a user may have as well, and browsers load as they are. All others come along in `vendor/`. */
export const KEPT_LIBRARIES: readonly string[] = ['jose', 'undici', 'preact', 'htm']

/** What its user has, or does without. */
export const OF_ITS_USER: readonly string[] = ['vitest']

/** Where others enter. */
export const ENTRIES: Readonly<Record<string, string>> = {
  '.': 'testkit/index',
  './testing': 'testkit/testing',
  './matchers': 'testkit/matchers',
  './vitest': 'testkit/vitest',
  './jest': 'testkit/jest',
  './verify': 'testkit/verify',
  './scenarios': 'scenarios/index',
}

/** Where it is built, from the top of the project. */
export const PACKAGE_BUILD = 'build/package'

/** Where their modules lie, and those of commands: Node reads a large one in the time of a few small ones. */
export const BUNDLE_FOLDER = 'bundle'

/** A script of the sandbox as a person runs it: `node --import ./core/process/runtime.js apps/x/main.ts words`. */
const PROGRAM =
  /^node --import \.\/core\/process\/runtime\.js (?<main>(?:apps|jwt-factory)\/\S*main)\.ts(?: (?<words>.+))?$/

export interface PublishedCommand {
  /** Its module, from the top of the package. */
  main: string
  words: readonly string[]
}

/** @returns what `npx jwt-sandbox NAME` runs, by name: every script that runs a program of the sandbox */
export const publishedCommands = ({ scripts }: Pick<ProjectManifest, 'scripts'>): Record<string, PublishedCommand> =>
  Object.fromEntries(
    Object.entries(scripts).flatMap(([name, script]) => {
      const { main, words } = PROGRAM.exec(script)?.groups ?? {}
      return main === undefined ? [] : [[name, { main: `${main}.js`, words: words?.split(' ') ?? [] }]]
    }),
  )

/**
 * The package.json of the package: no development, no install script, no Node of its own.
 * @param entries those of {@link ENTRIES} that are there
 * @param doorOf the file for `require` of an entry, without its ending, where it has one
 */
export function publishedManifest(
  project: ProjectManifest,
  entries: readonly string[],
  doorOf: (entry: string) => string | undefined,
): Record<string, unknown> {
  const { name, version, description, license, engines, imports, dependencies } = project
  return {
    name,
    version,
    description,
    license,
    keywords: ['jwt', 'jwks', 'oauth2', 'oidc', 'issuer', 'testing', 'security', 'service-to-service'],
    type: 'module',
    engines,
    bin: { 'jwt-sandbox': './bin/jwt-sandbox.js' },
    exports: {
      ...Object.fromEntries(entries.map((entry) => [entry, exported(ENTRIES[entry] ?? '', doorOf(entry))])),
      './package.json': './package.json',
    },
    imports: {
      '#vendor/*': './vendor/*.js',
      ...Object.fromEntries(Object.entries(imports).map(([own, file]) => [own, file.replace(/\.ts$/, '.js')] as const)),
    },
    dependencies: Object.fromEntries(
      Object.entries(dependencies)
        .filter(([each]) => KEPT_LIBRARIES.includes(each))
        .map(([each, version]) => [each, version.replace(/^(?=\d)/, '^')]), // what is mended in them reaches whoever installs the package
    ),
    peerDependencies: Object.fromEntries(OF_ITS_USER.map((each) => [each, '*'])),
    peerDependenciesMeta: Object.fromEntries(OF_ITS_USER.map((each) => [each, { optional: true }])),
  }
}

function exported(file: string, door: string | undefined) {
  const imported = { types: `./${file}.d.ts`, default: `./${BUNDLE_FOLDER}/${file}.js` }
  if (door === undefined) return imported
  return { import: imported, require: { types: `./${door}.d.cts`, default: `./${door}.cjs` } }
}
