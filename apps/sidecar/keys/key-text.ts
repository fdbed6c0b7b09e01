import { readUtf8File } from '#core/files/regular-file'
import { isObject } from '#core/token/claims'
import { parseStrictJsonText } from '#core/token/strict-json'
import { faultOfFile, unreadableFile, type NamedFile } from './key-file-fault.ts'

/** What a file with a key holds: a block of PEM (RFC 7468), with its label, or a JSON Web Key (RFC 7517). */
export type KeyText = { form: 'pem'; label: string; pem: string } | { form: 'jwk'; jwk: Record<string, unknown> }

/** A key of 16384 bits has 13 kB. */
const LARGEST_KEY_FILE = 64_000

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,40})-----/g

/** Stands before an EC key that `openssl ecparam -genkey` has made. */
const NO_KEY = 'EC PARAMETERS'

/**
 * Reads a file with one key. What stands before or behind the block of PEM is left out, as everybody does (RFC 7468 §2).
 * @throws KeyFileFault
 */
export async function readKeyFileText(file: NamedFile): Promise<KeyText> {
  const text = await readUtf8File(file.path, LARGEST_KEY_FILE).catch((cause: unknown) => {
    throw unreadableFile(file, cause)
  })
  if (text.trimStart().startsWith('{')) return { form: 'jwk', jwk: jwkInFile(text, file) }
  const block = [...text.matchAll(BEGIN)].find(([, label]) => label !== NO_KEY)
  const label = block?.[1]
  if (!block || label === undefined) {
    const what = text.trim() === '' ? 'is empty' : 'is neither PEM (-----BEGIN …-----) nor a JSON Web Key'
    throw faultOfFile(file, what)
  }
  const end = `-----END ${label}-----`
  const last = text.indexOf(end, block.index)
  if (last < 0) throw faultOfFile(file, `is cut short: the line ${end} is missing`)
  return { form: 'pem', label, pem: `${text.slice(block.index, last)}${end}\n` }
}

function jwkInFile(text: string, file: NamedFile): Record<string, unknown> {
  let jwk: unknown
  try {
    jwk = parseStrictJsonText(text)
  } catch (cause) {
    throw faultOfFile(file, 'begins like a JSON Web Key, and is not JSON that every reader reads the same way', cause)
  }
  if (!isObject(jwk)) throw faultOfFile(file, 'is not a JSON Web Key')
  if (Array.isArray(jwk['keys']))
    throw faultOfFile(file, 'is a whole key set: write the one key that is meant into a file')
  return jwk
}
