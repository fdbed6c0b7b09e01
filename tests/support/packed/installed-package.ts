import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { temporaryFolder } from '../folders.ts'
import { nodeWords } from '../processes.ts'
import { PROJECT } from '../project-files.ts'
import { runToEnd } from '../run-to-end.ts'

/** The package as somebody else has it: installed from its tarball, in a project with nothing else. */
export interface InstalledPackage {
  /** The project. */
  folder: string
  /** The package in it. */
  at: string
  tarball: string
  /** Tarballs of the libraries that it depends on, by their names: no registry is asked. */
  libraries: Record<string, string>
  manifest: Manifest
}

interface Manifest extends Record<string, unknown> {
  version: string
  dependencies: Record<string, string>
  exports: Record<string, unknown>
}

/**
 * Builds, packs and installs it, which takes most of the time of these tests, so it is done once for a file of them. What the package
 * depends on comes from the packages of the project, and nothing else does: a dependency that it does not name is missing.
 */
export async function installPackage(): Promise<InstalledPackage> {
  const top = await temporaryFolder()
  afterAll(() => rm(top, { recursive: true, force: true, maxRetries: 5 }))
  const build = join(PROJECT, 'build', 'package')
  await done(process.execPath, nodeWords('deploy/package/main.ts'))
  const manifest: Manifest = JSON.parse(await readFile(join(build, 'package.json'), 'utf8'))
  const names = Object.keys(manifest.dependencies)
  const sources = [build, ...names.map((name) => join(PROJECT, 'node_modules', name))]
  const packed = await done('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', top, ...sources])
  const [tarball = '', ...others] = packed.trim().split('\n').map((file) => join(top, basename(file))) // prettier-ignore
  const libraries = Object.fromEntries(names.map((name, index) => [name, others[index] ?? '']))
  const folder = join(top, 'project')
  await mkdir(folder)
  const dependencies = filesOf({ 'jwt-sandbox': tarball, ...libraries })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  await done('npm', [
    'install',
    '--prefix',
    folder,
    '--offline',
    '--no-audit',
    '--no-fund',
    '--cache',
    join(top, 'npm'),
  ])
  return { folder, at: join(folder, 'node_modules', 'jwt-sandbox'), tarball, libraries, manifest }
}

export const filesOf = (tarballs: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]))

/** @throws Error with what it said, where a program fails */
async function done(program: string, words: readonly string[]): Promise<string> {
  const { code, output } = await runToEnd(program, words)
  if (code !== 0) throw new Error(`${program} ${words.join(' ')}\n${output}`)
  return output
}

/** What `npx jwt-sandbox` does with these words there. */
export const runPacked = ({ at, folder }: InstalledPackage, words: readonly string[], node = process.execPath) =>
  runToEnd(node, [join(at, 'bin', 'jwt-sandbox.js'), ...words], {}, folder)

/** Puts a tool of this project beside the package. @param from a folder of the project with packages of its own */
export async function lend({ folder }: InstalledPackage, tool: string, from = '.'): Promise<void> {
  const place = join(folder, 'node_modules', tool)
  await mkdir(dirname(place), { recursive: true })
  await symlink(join(PROJECT, from, 'node_modules', tool), place)
}

/** Puts a file into a folder of its own of the project. @returns the folder */
export async function placeFile(
  installed: InstalledPackage,
  folder: string,
  name: string,
  text: string,
): Promise<string> {
  const path = join(installed.folder, folder)
  await mkdir(path, { recursive: true })
  await writeFile(join(path, name), text)
  return path
}

/** @returns the bytes that a folder takes of a disk */
export async function bytesOnDisk(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries.map(async ({ parentPath, name }) => (await lstat(join(parentPath, name))).blocks),
  )
  return 512 * sizes.reduce((sum, blocks) => sum + blocks, 0)
}

/** Every text of ours in the package, by its path. */
export async function textsOf({ at }: InstalledPackage): Promise<[path: string, text: string][]> {
  const entries = await readdir(at, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(at.length + 1))
    .filter((path) => !/^(?:vendor|CHANGELOG|THIRD)|\.map$/.test(path))
  return Promise.all(paths.map(async (path) => [path, await readFile(join(at, path), 'utf8')] as [string, string]))
}
