import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import type { RelayFile } from '../config/relay-config.ts'

/** Longer files are none of these. Bytes. */
const LARGEST_RELAY_FILE = 1_000_000

/** @param setting the key that names it @throws Error for the person at the terminal */
export const readRelayFile = (setting: string, { given, path }: RelayFile): Promise<string> =>
  readUtf8File(path, LARGEST_RELAY_FILE).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new Error(`${setting}: ${given} cannot be read: ${why}.`)
  })
