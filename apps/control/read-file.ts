import { resolve } from 'node:path'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { UsageFault } from '#core/process/command-line'

/** A process takes no more at once. Bytes. */
const MAX_FILE = 100_000

/**
 * Reads the files that a command names.
 * @param folder where the person stands: npm itself goes to the folder of the project
 */
export const fileReader =
  (folder: string) =>
  async (file: string): Promise<string> => {
    try {
      return await readUtf8File(resolve(folder, file), MAX_FILE)
    } catch (error) {
      const why = whyRefused(error)
      throw why === undefined
        ? error
        : new UsageFault(`${file} cannot be read: ${why === 'it is gone' ? 'there is no such file' : why}.`)
    }
  }
