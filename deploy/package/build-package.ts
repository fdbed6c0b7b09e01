import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix, sep } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { bundleEntries } from './bundle-entries.ts'
import { commonJsDoor, writeCommonJsDoors } from './common-js.ts'
import {
  ENTRIES,
  publishedCommands,
  publishedManifest,
  type ProjectManifest,
  type PublishedCommand,
  PACKAGE_BUILD,
} from './published-manifest.ts'
import { checkBrowserModules, checkPaths, type ModuleText } from './check-package.ts'
import { PACKAGE_PAGES } from './own-names.ts'
import { packagePage, settingsExample } from './package-pages.ts'
import { reachableFiles } from './reachable-files.ts'
import { rewriteModule, rewriteTypes, vendoredImports } from './rewrite-module.ts'
import { thirdPartyNotices } from './third-party-notices.ts'
import { vendorLibraries } from './vendor.ts'
import { vendorTypes } from './vendor-types.ts'

const run = promisify(execFile)

/** What modules read beside themselves, and what belongs to every package. */
const PACKED_ASSETS =
  /^(?:(?:core|apps|jwt-factory|scenarios)\/.+\.(?:css|svg|yaml|html|json)|deploy\/kubernetes\/.+\.yaml|examples\/gateways\/haproxy\.cfg|LICENSE)$/

export interface BuiltPackage {
  folder: string
  version: string
  files: number
  bytes: number
}

/**
 * Builds the package that others install: compiled modules with their types and source maps, the libraries that they need, and one command.
 * @param say is told each step
 * @throws Error with what the compiler says
 */
export async function buildPackage(say: (step: string) => void): Promise<BuiltPackage> {
  const folder = join(PROJECT_FOLDER, PACKAGE_BUILD)
  await rm(folder, { recursive: true, force: true })
  say('compiling')
  await Promise.all(['tsconfig.package.json', 'tsconfig.package-browser.json'].map(compile))
  const project: ProjectManifest = JSON.parse(await readFile(join(PROJECT_FOLDER, 'package.json'), 'utf8'))
  const compiled = await filesBelow(folder)
  const entries = Object.keys(ENTRIES).filter((entry) => compiled.includes(`${ENTRIES[entry]}.d.ts`))

  say('linking')
  const libraries = new Set<string>()
  const ofBrowsers = await reachableFiles(folder, compiled.filter((path) => path.endsWith('.browser.js')), '.js') // prettier-ignore
  const written: ModuleText[] = []
  for (const path of compiled.filter((each) => each.endsWith('.js'))) {
    const compiledText = await readFile(join(folder, path), 'utf8')
    for (const library of vendoredImports(compiledText)) libraries.add(library)
    const text = withoutMap(rewriteModule(compiledText, { isForBrowsers: ofBrowsers.has(path) }))
    written.push({ path, text })
    await writeFile(join(folder, path), text)
  }
  checkBrowserModules(written.filter(({ path }) => ofBrowsers.has(path)))
  const types = await reachableFiles(folder, entries.map((entry) => `${ENTRIES[entry]}.d.ts`), '.d.ts') // prettier-ignore
  await Promise.all(
    compiled.filter((path) => path.endsWith('.d.ts') && !types.has(path)).map((path) => rm(join(folder, path))),
  )
  const typed: string[] = []
  for (const path of types) {
    const text = await readFile(join(folder, path), 'utf8')
    typed.push(text)
    await writeFile(join(folder, path), rewriteTypes(text))
  }

  say(`taking ${libraries.size} libraries along`)
  await vendorLibraries([...libraries], join(folder, 'vendor'))
  await vendorTypes(typed, join(folder, 'vendor'))

  say('bundling')
  await writeFile(join(folder, 'package.json'), json(publishedManifest(project, entries, commonJsDoor))) // it says where names lead
  const commands = publishedCommands(project)
  const alone = await reachableFiles(folder, compiled.filter(isReadByItself), '.js')
  await bundleEntries(folder, entries.map((entry) => ENTRIES[entry] ?? ''), programsOf(commands)) // prettier-ignore
  const programs = new Set(programsOf(commands).map((program) => `${program}.js`))
  const inBundle = (path: string) => /\.(?:js|map)$/.test(path) && !alone.has(path) && !programs.has(path)
  await Promise.all(compiled.filter(inBundle).map((path) => rm(join(folder, path))))

  say('adding the rest')
  await writeCommonJsDoors(folder, entries)
  const { stdout } = await run('git', ['ls-files'], { cwd: PROJECT_FOLDER, maxBuffer: 10_000_000 })
  for (const path of stdout.split('\n').filter((each) => PACKED_ASSETS.test(each))) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await cp(join(PROJECT_FOLDER, path), join(folder, path))
  }
  await mkdir(join(folder, 'docs'))
  const example = await readFile(join(PROJECT_FOLDER, '.env.example'), 'utf8')
  await writeFile(join(folder, '.env.example'), settingsExample(example))
  for (const [path, place] of Object.entries(PACKAGE_PAGES))
    await writeFile(join(folder, place), packagePage(path, await readFile(join(PROJECT_FOLDER, path), 'utf8')))
  await cp(join(PROJECT_FOLDER, 'deploy/package/bin'), join(folder, 'bin'), { recursive: true })
  await writeFile(join(folder, 'bin', 'commands.json'), json(commands))
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(PROJECT_FOLDER, [...libraries]))
  checkPaths(written, new Set(await filesBelow(folder)), Object.keys(commands))
  return { folder, version: project.version, ...(await measureFolder(folder)) }
}

/** Those that are read as they are say nothing of a map; all others are in the bundle, which has maps of its own. */
const withoutMap = (text: string) => text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n')

/** By browsers, by Node before a command, by the command that finds others, and by a thread. */
const isReadByItself = (path: string) =>
  /(?:\.browser|-thread|^core\/process\/runtime|^core\/config\/nearest)\.js$/.test(path)

/** @returns the modules that commands run, without their endings */
const programsOf = (commands: Record<string, PublishedCommand>) => [
  ...new Set(Object.values(commands).map(({ main }) => main.replace(/\.js$/, ''))),
]

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`

async function compile(config: string): Promise<void> {
  const tsc = join(PROJECT_FOLDER, 'node_modules', '.bin', 'tsc')
  await run(tsc, ['-p', config], { cwd: PROJECT_FOLDER, maxBuffer: 10_000_000 }).catch((error: { stdout?: string }) => {
    throw new Error(`${config} does not compile:\n${error.stdout}`, { cause: error })
  })
}

/** @returns their paths from the folder, with slashes */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1).split(sep).join(posix.sep)) // prettier-ignore
}

async function measureFolder(folder: string): Promise<{ files: number; bytes: number }> {
  const paths = await filesBelow(folder)
  const sizes = await Promise.all(paths.map(async (path) => (await readFile(join(folder, path))).length))
  return { files: paths.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}
