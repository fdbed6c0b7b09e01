import { basename, join, resolve } from 'node:path'
import type { Clock } from '#core/clock'
import { whyRefused } from '#core/files/file-trouble'
import { readRegularFile, readUtf8File } from '#core/files/regular-file'
import { isLocalUrl } from '#core/http/local'
import { createOutsideClient, NoAnswer } from '#core/http/outside-client'
import { Problem } from '#core/http/problem'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import type { GivenText } from './find-keys.ts'

export interface ReadKeysParts {
  /** Where the person stands: npm itself goes to the folder of the project. */
  folder: string
  /** In it is the certificate of the sandbox's authority: who listens on this machine shows one of it. */
  keysFolder: string
  machine: Clock
}

/** All of one question for a key set. Milliseconds. */
const URL_PATIENCE = 5000

/**
 * What `--keys` names: a file, or an address: of this machine, or https with a certificate that is believed. Both have a bound.
 * @throws Problem invalid-input that says why it cannot be read
 */
export const readKeysText = (place: string, parts: ReadKeysParts): Promise<GivenText> =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(place) ? fetchKeysText(place, parts) : readKeysFile(place, parts)

async function readKeysFile(place: string, { folder }: ReadKeysParts): Promise<GivenText> {
  try {
    return {
      text: await readUtf8File(resolve(folder, place), KEY_SET_BOUNDS.bytes),
      from: `the file ${basename(place)}`,
    }
  } catch (error) {
    const why = whyRefused(error)
    if (why === undefined) throw error
    throw new Problem(
      'invalid-input',
      `${place} cannot be read: ${why === 'it is gone' ? 'there is no such file' : why}.`,
    )
  }
}

async function fetchKeysText(address: string, { keysFolder, machine }: ReadKeysParts): Promise<GivenText> {
  const url = URL.parse(address)
  const isHere = url !== null && isLocalUrl(url)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isHere)))
    throw new Problem(
      'invalid-input',
      'Keys come from a file, from an address with https, or from one of this machine.',
    )
  const ca = isHere ? await ownAuthority(keysFolder) : undefined
  const client = createOutsideClient({ address, caller: 'jwt-sandbox-judge', machine, ...(ca && { ca: [ca] }) })
  try {
    const question = {
      method: 'GET',
      path: client.path,
      patience: URL_PATIENCE,
      maxBytes: KEY_SET_BOUNDS.bytes,
    } as const
    const { status, text } = await client.ask(question)
    if (status === 200) return { text, from: `${url.host}${url.pathname}` }
    throw notRead(url, `it answered ${status}`)
  } catch (error) {
    throw error instanceof NoAnswer ? notRead(url, error.message) : error
  } finally {
    await client.close()
  }
}

/** Without what may be a secret in the query. */
const notRead = ({ origin, pathname }: URL, why: string) =>
  new Problem('invalid-input', `The keys at ${origin}${pathname} cannot be read: ${why}.`)

/** Where there is none, the machine's own list counts. */
const ownAuthority = (keysFolder: string): Promise<string | undefined> =>
  readRegularFile(join(keysFolder, 'tls', 'ca.pem'), MOST_OF_AUTHORITY).catch((error: unknown) => {
    if (whyRefused(error) === undefined) throw error
    return undefined
  })

/** A certificate in PEM has two kilobytes. */
const MOST_OF_AUTHORITY = 100_000
