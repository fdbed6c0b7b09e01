import { basename, dirname } from 'node:path'
import { finalName, isTemporary } from './temporary-name.ts'

const ADVICE = 'run "npm run keys" where it can be written to, or choose another KEYS_FOLDER.'

/** Something is missing, or does not fit, where nothing can be written. The message is for whoever starts a process. */
export class MissingForGood extends Error {
  override readonly name = 'MissingForGood'

  /** @param missing for instance "tls/servicea.pem is missing" */
  constructor(missing: string, options: ErrorOptions) {
    super(`${missing}, and nothing can be written to its folder: ${ADVICE}`, options)
  }
}

/**
 * A folder to which nothing can be written will do, as long as nothing is missing.
 * @returns a sentence about what could not be made there; undefined when something else is wrong
 */
export function explainReadOnly(error: unknown): string | undefined {
  if (error instanceof MissingForGood) return error.message
  const path = pathNotMade(error)
  if (path === undefined) return undefined
  const file = basename(path).replace(KEY_ID, '.*.json') // the key has got an id, and nobody has heard of it
  return new MissingForGood(`${basename(dirname(path))}/${file} is missing`, {}).message
}

/** As {@link explainReadOnly}, for what can say better what is wrong with it. */
export async function makeMissing<Result>(missing: string, task: () => Promise<Result>): Promise<Result> {
  try {
    return await task()
  } catch (error) {
    throw pathNotMade(error) === undefined ? error : new MissingForGood(missing, { cause: error })
  }
}

const KEY_ID = /\.[\w-]{43}\.json$/

const REFUSED = new Set<unknown>(['EROFS', 'EACCES', 'EPERM'])

/** @returns the file or folder that the system does not let us make, which this error or what has caused it tells */
function pathNotMade(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const isMade = path !== undefined && (isTemporary(path) || syscall === 'mkdir')
  return isMade && REFUSED.has(code) ? finalName(path) : pathNotMade(error.cause)
}
