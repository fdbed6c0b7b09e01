import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, sep } from 'node:path'
import { rolldown, type OutputChunk, type OutputOptions, type Plugin, type RolldownBuild } from 'rolldown'
import { checkBundleOrder, groupModules, type BundledFile } from './module-groups.ts'
import { BUNDLE_FOLDER, KEPT_LIBRARIES, OF_ITS_USER, PACKAGE_BUILD } from './published-manifest.ts'

/** A scenario is found by the name of its file, and there it must be. */
const SCENARIO_FILE = /^(\d+-[a-z0-9-]+)\.js$/

/** Looks for others in its own folder, which has them in the bundle, too. */
const FINDS_OTHERS = 'scenarios/index.js'

const BUNDLE_FORM: OutputOptions = {
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'shared/[name]-[hash].js',
}

/**
 * Puts all modules into a folder of their own: each that others import with the path that it has in the package, each program below
 * `commands`, and what several of them need into files that they share. What is loaded late stays so. Where a program was, a line leads to it.
 * @param folder of the linked package, absolute
 * @param entries modules that others import, by their paths from there, without an ending
 * @param programs those that commands run, in the same way
 * @throws Error when files of it would load each other
 */
export async function bundleEntries(
  folder: string,
  entries: readonly string[],
  programs: readonly string[],
): Promise<void> {
  const scenarios = (await readdir(join(folder, 'scenarios'))).flatMap((name) => SCENARIO_FILE.exec(name)?.[1] ?? [])
  const ofTests = [...entries, ...scenarios.map((name) => `scenarios/${name}`)]
  const inputs = (modules: readonly string[]) =>
    Object.fromEntries(modules.map((module) => [nameInBundle(module, programs), join(folder, `${module}.js`)]))
  const all = inputs([...ofTests, ...programs])
  const commands = programs.map((module) => `${nameInBundle(module, programs)}.js`)
  const groups = groupModules(await filesFor(folder, inputs(ofTests)), await filesFor(folder, all), commands)
  const output = await withBundle(folder, all, async (bundle) => {
    const written = await bundle.write({
      ...BUNDLE_FORM,
      dir: join(folder, BUNDLE_FOLDER),
      sourcemap: true,
      sourcemapPathTransform: sourceInPackage,
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: false } },
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ name: (id) => groups.get(id) ?? null }],
      },
    })
    return chunksOf(written.output)
  })
  checkBundleOrder(output)
  for (const { fileName, isEntry } of output) {
    if (!isEntry || commands.includes(fileName)) continue
    const path = join(folder, BUNDLE_FOLDER, fileName)
    await writeFile(path, afterFloor(await readFile(path, 'utf8'), fileName))
  }
  for (const program of programs) {
    const path = join(folder, `${program}.js`)
    await mkdir(dirname(path), { recursive: true })
    const target = `${BUNDLE_FOLDER}/${nameInBundle(program, programs)}.js`
    await writeFile(path, `import '${posix.relative(posix.dirname(program), target)}'\n`)
  }
}

/** An entry lies in one folder of the bundle, and so does what entries share: the places of modules count on that. */
const nameInBundle = (module: string, programs: readonly string[]) =>
  programs.includes(module) ? `commands/${module.replace(/\/main$/, '').replaceAll('/', '-')}` : module

/** @returns the files that the bundler would make by itself */
const filesFor = (folder: string, input: Record<string, string>): Promise<BundledFile[]> =>
  withBundle(folder, input, async (bundle) => chunksOf((await bundle.generate(BUNDLE_FORM)).output))

async function withBundle<Made>(
  folder: string,
  input: Record<string, string>,
  use: (bundle: RolldownBuild) => Promise<Made>,
): Promise<Made> {
  const bundle = await rolldown({
    input,
    platform: 'node',
    external: (id) => id.startsWith('#vendor/') || [...KEPT_LIBRARIES, ...OF_ITS_USER].some((name) => id === name || id.startsWith(`${name}/`)), // prettier-ignore
    logLevel: 'silent',
    plugins: [placesKept(folder)],
  })
  try {
    return await use(bundle)
  } finally {
    await bundle.close()
  }
}

const chunksOf = (output: readonly { type: string }[]) =>
  output.filter((each): each is OutputChunk => each.type === 'chunk')

/** The sources lie above the folder in which the package is made: of an installed one, that would be among the files of whoever has it. */
const sourceInPackage = (source: string) => source.replace('../'.repeat(PACKAGE_BUILD.split('/').length), '')

/** An entry that says first what a Node is told that is too old for the rest. The line stays one, for source maps. */
export const afterFloor = (text: string, fileName: string): string =>
  `import${JSON.stringify(`${posix.relative(posix.dirname(fileName), '..')}/bin/floor.js`)};${text}`

const placesKept = (folder: string): Plugin => ({
  name: 'places-kept',
  async load(id) {
    if (!id.startsWith(folder)) return null
    const code = await readFile(id, 'utf8')
    const path = relative(folder, id).split(sep).join(posix.sep)
    const kept = keepPlace(code, path === FINDS_OTHERS ? `../${path}` : `../../${path}`)
    const map = await readFile(`${id}.map`, 'utf8').catch(() => undefined)
    return { code: kept, ...(map !== undefined && { map }) }
  },
})

/**
 * A module that asks where it lies is told where it was: bundled, it would lie elsewhere. The import keeps to the first line, for source maps.
 * @param place of the module, from a folder of the bundle: an entry lies in one, and so does what entries share
 */
export function keepPlace(code: string, place: string): string {
  const asked: Readonly<Record<string, string>> = {
    url: `${urlHere(place)}.href`,
    filename: `pathOfPlace(${urlHere(place)})`,
    dirname: `pathOfPlace(${urlHere(posix.dirname(place))})`,
  }
  const kept = code.replace(/\bimport\.meta\.(url|dirname|filename)\b/g, (all, what: string) => asked[what] ?? all)
  return kept.includes('pathOfPlace') ? `import { fileURLToPath as pathOfPlace } from 'node:url'; ${kept}` : kept
}

const urlHere = (to: string) => `new URL(${JSON.stringify(to)}, import.meta.url)`
