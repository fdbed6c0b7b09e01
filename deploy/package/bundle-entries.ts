import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, posix, relative, sep } from 'node:path'
import { rolldown, type Plugin } from 'rolldown'
import { BUNDLE_FOLDER, KEPT_LIBRARIES, OF_ITS_USER } from './published-manifest.ts'

/** A scenario is found by the name of its file, and there it must be. */
const SCENARIO_FILE = /^(\d+-[a-z0-9-]+)\.js$/

/** Looks for others in its own folder, which has them in the bundle, too. */
const FINDS_OTHERS = 'scenarios/index.js'

/**
 * Puts the modules that others import into a folder of their own, each entry with the path that it has in the package, and all that several of
 * them need into modules that they share. What is loaded late stays so. The modules themselves stay for the commands.
 * @param folder of the linked package, absolute
 * @param entries modules by their paths from there, without an ending
 */
export async function bundleEntries(folder: string, entries: readonly string[]): Promise<void> {
  const scenarios = (await readdir(join(folder, 'scenarios'))).flatMap((name) => SCENARIO_FILE.exec(name)?.[1] ?? [])
  const all = [...entries, ...scenarios.map((name) => `scenarios/${name}`)]
  const bundle = await rolldown({
    input: Object.fromEntries(all.map((entry) => [entry, join(folder, `${entry}.js`)])),
    platform: 'node',
    external: (id) => id.startsWith('#vendor/') || [...KEPT_LIBRARIES, ...OF_ITS_USER].some((name) => id === name || id.startsWith(`${name}/`)), // prettier-ignore
    logLevel: 'silent',
    plugins: [placesKept(folder)],
  })
  const { output } = await bundle.write({
    dir: join(folder, BUNDLE_FOLDER),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name]-[hash].js',
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  })
  await bundle.close()
  for (const { fileName } of output.filter((each) => each.type === 'chunk' && each.isEntry)) {
    const path = join(folder, BUNDLE_FOLDER, fileName)
    await writeFile(path, afterFloor(await readFile(path, 'utf8'), fileName))
  }
}

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
