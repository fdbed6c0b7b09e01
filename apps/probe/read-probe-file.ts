import { resolve } from 'node:path'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'

/**
 * A file that the person has named.
 * @param folder what its name is relative to: where the person stands
 * @param most bytes
 * @throws Error that says by the name that was given why it cannot be read
 */
export async function readProbeFile(name: string, folder: string, most: number): Promise<string> {
  return readUtf8File(resolve(folder, name), most).catch((cause: unknown) => {
    const why = whyRefused(cause)
    if (why === undefined) throw cause
    throw new Error(`${name} cannot be read: ${why === 'it is gone' ? 'there is no such file' : why}.`, { cause })
  })
}
