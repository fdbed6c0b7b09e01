import { canWriteTo } from './private-file.ts'

/** Something is missing where nothing can be written. */
export class MissingForGood extends Error {
  override readonly name = 'MissingForGood'

  constructor(missing: string, options: ErrorOptions) {
    const advice = 'run "npm run keys" where it can be written to, or choose another KEYS_FOLDER.'
    super(`${missing}, and nothing can be written to its folder: ${advice}`, options)
  }
}

const REFUSED = new Set<unknown>(['EROFS', 'EACCES', 'EPERM'])

/** Of an error and of what has caused it. */
function codesOf(error: unknown): unknown[] {
  return error instanceof Error ? ['code' in error && error.code, ...codesOf(error.cause)] : []
}

/**
 * Opens something in a folder, and makes what is missing there. A folder to which nothing can be written will do, as long
 * as nothing is missing.
 * @param missing for the person who starts a process: what is missing or does not fit, for instance "clients.json is missing"
 * @throws MissingForGood, which says what is missing and what to do
 */
export async function makeMissing<Result>(
  folder: string,
  missing: string,
  task: () => Promise<Result>,
): Promise<Result> {
  try {
    return await task()
  } catch (error) {
    if (!codesOf(error).some((code) => REFUSED.has(code)) || (await canWriteTo(folder))) throw error
    throw new MissingForGood(missing, { cause: error })
  }
}
