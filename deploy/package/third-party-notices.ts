import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

interface LibraryManifest {
  name: string
  version: string
  license?: string
  dependencies?: Record<string, string>
}

const LICENSE_FILE = /^(?:licen[cs]e|copying)/i

/**
 * The licences of libraries that come along, and of all that these need.
 * @param project where they are installed
 * @param specifiers as modules import them
 * @throws Error for a library that names no licence: it may not be passed on
 */
export async function thirdPartyNotices(project: string, specifiers: readonly string[]): Promise<string> {
  const found = new Map<string, string>()
  const visit = async (name: string, from: string): Promise<void> => {
    const folder = folderOf(name, from)
    if (folder === undefined) return // one that is optional
    const manifest: LibraryManifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const id = `${manifest.name} ${manifest.version}`
    if (found.has(id)) return
    if (!manifest.license) throw new Error(`${id} names no licence`)
    found.set(id, await licenceText(folder))
    for (const needed of Object.keys(manifest.dependencies ?? {})) await visit(needed, folder)
  }
  for (const specifier of specifiers) await visit(packageOf(specifier), project)
  const notices = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, text]) => `${id}\n\n${text.trim()}\n`)
  return [`These ${found.size} libraries come along in vendor/, each under its own licence.\n`, ...notices].join(
    `\n${'-'.repeat(72)}\n\n`,
  )
}

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** As Node looks for it. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const here = join(folder, 'node_modules', name)
    if (existsSync(join(here, 'package.json'))) return here
    if (folder === dirname(folder)) return undefined
  }
}

async function licenceText(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => LICENSE_FILE.test(name))
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  const { license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return texts[0] ?? `Licence: ${license}`
}
