import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { PROJECT } from './project-files.ts'

/** Packages are linked; history, caches and keys are nobody's to copy. */
const NOT_COPIED = /^(?:.*\/)?(?:node_modules|\.git|\.env|coverage)$|^keys\/(?!README\.md$)/

const isCopied = (path: string) => !NOT_COPIED.test(relative(PROJECT, path).split(sep).join('/'))

/** A copy of the project in which files may be changed. @returns where it is, and what removes it */
export async function copyWholeProject(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-copy-'))
  await cp(PROJECT, folder, { recursive: true, filter: isCopied })
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
