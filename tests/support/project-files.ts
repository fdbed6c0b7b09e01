import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** The folder of the project: where its npm scripts run. */
export const PROJECT = join(import.meta.dirname, '..', '..')

/** What a person wrote: no packages, no history, no key material, no data of others. */
const LEFT_OUT =
  /^(?:\.git|build|coverage|tests\/vectors|keys\/[^/]+)(?:\/|$)|^\.env$|(?:^|\/)(?:node_modules$|package-lock\.json$)/

/** Every text file of the project that a person wrote, by its path from the top, with its text. */
export async function readProject(isWanted: (path: string) => boolean): Promise<Map<string, string>> {
  const paths = (await listFiles('')).filter(isWanted).sort()
  return new Map(await Promise.all(paths.map(async (path) => [path, await readProjectFile(path)] as const)))
}

export const readProjectFile = (path: string) => readFile(join(PROJECT, path), 'utf8')

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(PROJECT, folder), { withFileTypes: true })
  const lists = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name).split(sep).join('/')
      if (LEFT_OUT.test(path) && path !== 'keys/README.md') return []
      return entry.isDirectory() ? listFiles(path) : entry.isFile() ? [path] : []
    }),
  )
  return lists.flat()
}
