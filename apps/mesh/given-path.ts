import { resolve } from 'node:path'
import { ConfigFileFault } from '#core/config/file-faults'
import type { Environment } from '#core/config/setting'
import { PolicyFilesFault } from './proxy/policy-files.ts'
import type { NamedPath } from './proxy/proxy-config.ts'

/** A path as a person gave it, and where that is: npm runs elsewhere than it was called. */
export const givenPath = (given: string, env: Environment): NamedPath => ({
  given,
  path: resolve(env['INIT_CWD'] ?? '.', given),
})

/**
 * Does something with files of a person. What is wrong with these is said in whole, and is no failure of the command.
 * @throws Error with the faults as its message
 */
export async function tellingFileFaults<Result>(task: () => Promise<Result>): Promise<Result> {
  try {
    return await task()
  } catch (error) {
    if (error instanceof ConfigFileFault || error instanceof PolicyFilesFault)
      throw new Error(error.message, { cause: error })
    throw error
  }
}
