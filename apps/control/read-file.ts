import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { whyRefused } from '#core/files/file-trouble'
import { UsageFault } from '#core/process/command-line'

/**
 * Reads the files that a command names.
 * @param folder where the person stands: npm itself goes to the folder of the project
 */
export const fileReader =
  (folder: string) =>
  async (file: string): Promise<string> => {
    try {
      return await readFile(resolve(folder, file), 'utf8')
    } catch (error) {
      const why = whyRefused(error)
      throw why === undefined
        ? error
        : new UsageFault(`${file} cannot be read: ${why === 'it is gone' ? 'there is no such file' : why}.`)
    }
  }
