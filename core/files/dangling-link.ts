import { lstat, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Why a folder cannot be made where nothing seems to be: it, or one on the way to it, is a link to what is not there. The
 * system says of such a one that it does not exist, or that it does.
 * @returns an error like those of the platform, with `code` EDANGLING and the `path` of the link; undefined when there is none
 */
export async function danglingLink(path: string): Promise<Error | undefined> {
  const found = await lstat(path).catch(() => undefined)
  if (!found) return dirname(path) === path ? undefined : danglingLink(dirname(path))
  if (!found.isSymbolicLink() || (await codeOfTarget(path)) !== 'ENOENT') return undefined
  const fault = new Error(`${path} is a link that leads nowhere`)
  return Object.assign(fault, { code: 'EDANGLING', syscall: 'mkdir', path })
}

const codeOfTarget = (path: string): Promise<unknown> =>
  stat(path).then(
    () => undefined,
    (error: { code?: unknown }) => error.code,
  )
