import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import type { GlooPath } from './gloo-options.ts'

/** Longer files are none of ours. Bytes. */
const LARGEST_GLOO_FILE = 1_048_576
const MOST_GLOO_FILES = 100

export interface GlooFile {
  file: string
  text: string
}

/**
 * Reads files, and those of folders that end in .yaml or .yml, in the order of their names; folders within them are not looked into.
 * @throws Error that says which cannot be read, and why
 */
export async function readGlooFiles(given: readonly GlooPath[]): Promise<GlooFile[]> {
  const files = (await Promise.all(given.map(filesIn))).flat()
  if (files.length > MOST_GLOO_FILES)
    throw new Error(`These are ${files.length} files: ${MOST_GLOO_FILES} are read at most.`)
  return Promise.all(files.map(async (file) => ({ file: file.given, text: await readGivenFile(file) })))
}

/** @throws Error for the person at the terminal */
export async function readGivenFile({ given, path }: GlooPath): Promise<string> {
  return readUtf8File(path, LARGEST_GLOO_FILE).catch((cause: NodeJS.ErrnoException) => tellUnread(given, cause))
}

async function filesIn({ given, path }: GlooPath): Promise<GlooPath[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [{ given, path }]
    const names = (await readdir(path)).filter((name) => /\.ya?ml$/.test(name)).sort()
    return names.map((name) => ({ given: join(given, name), path: join(path, name) }))
  } catch (error) {
    return tellUnread(given, error as NodeJS.ErrnoException) // the platform's own
  }
}

function tellUnread(given: string, cause: NodeJS.ErrnoException): never {
  const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
  throw new Error(`${given} cannot be read: ${why}.`) // without the cause: it is a file of the user, not one that is made again
}

/** Whether these are documents of Kubernetes: each of them says its apiVersion, which no configuration of ours does. */
export const isForCluster = (files: readonly GlooFile[]): boolean =>
  files.some(({ text }) => /^apiVersion[ \t]*:/m.test(text))
