import { createPrivateKey, type KeyObject } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { whyRefused } from '#core/files/file-trouble'
import { FolderHeld, holdFolder, type HeldFolder } from '#core/files/held-folder'
import { removeLeftovers } from '#core/files/leftovers'
import { makePrivateFolder, readUtf8IfThere, writeFileAtomically } from '#core/files/private-file'
import { shownText } from '#core/shown-text'
import { isObject } from '#core/token/claims'
import { parseStrictJsonText } from '#core/token/strict-json'
import { KeyFileFault } from './key-file-fault.ts'
import type { KeyLog } from './key-log.ts'
import { isRegistryName, REGISTRY_NAME_RULE } from './key-names.ts'
import type { MadeKey } from './made-key.ts'
import { toOwnKey } from './own-key.ts'
import { completeRsaKey } from './whole-rsa-key.ts'

/** Where a signer keeps its key between two starts: `<key_folder>/<issuer>.jwk`, as the original does. */
export interface MadeKeyFile {
  /** The key that was kept; undefined when there is none, or none that can be used: then another one is made. */
  read(): Promise<MadeKey | undefined>
  /** @returns whether it is kept; when not, the log says why */
  write(key: MadeKey): Promise<boolean>
  /** The key that was about to follow it when the process ended: the registry may have it already. Undefined when there is none. */
  readNext(): Promise<MadeKey | undefined>
  /**
   * Keeps the key that is to follow before anybody else hears of it, so that a process that is killed finds it again; undefined: there
   * is none any more. Where nothing can be written it is not kept.
   */
  writeNext(key: MadeKey | undefined): Promise<void>
  /** Lets another signer have it. */
  release(): void
}

export interface MadeKeyFileParts {
  folder: string
  issuer: string
  clock: Clock
  log: KeyLog
}

/** With what Node adds to the name of a file that is written, it fits into 255 bytes. */
const LONGEST_ISSUER = 128

/** A private RSA key of 8192 bits has 6 kB. */
const LARGEST_KEPT_KEY = 64_000

/**
 * Opens the file for this process alone: two signers that share a key would rotate it without each other.
 * @throws KeyFileFault when another process has it, or the issuer is no name for a file; where nothing can be written the key is not
 *   kept, and that is all
 */
export async function openMadeKeyFile({ folder, issuer, clock, log }: MadeKeyFileParts): Promise<MadeKeyFile> {
  if (!isRegistryName(issuer) || issuer.length > LONGEST_ISSUER) {
    throw new KeyFileFault(
      `issuer: ${shownText(JSON.stringify(issuer.slice(0, LONGEST_ISSUER)))} cannot publish keys of its own: its name becomes a part of an address and of a file. Use ${REGISTRY_NAME_RULE}, and no more than ${LONGEST_ISSUER}.`,
    )
  }
  const name = encodeURIComponent(issuer) // a colon is no part of a file name everywhere
  const file = join(folder, `${name}.jwk`)
  const nextFile = join(folder, `.${name}.next`)
  let whyNotHeld: string | undefined
  const held = await hold(folder, name, clock, (reason) => {
    whyNotHeld = reason
    log.warn({ reason }, 'key-folder-cannot-be-used')
  })
  held?.watch({ warn: log.warn.bind(log), error: log.warn.bind(log) })

  return {
    async read() {
      const text = await readUtf8IfThere(file, LARGEST_KEPT_KEY).catch((cause: unknown) => {
        throw new KeyFileFault(`key_folder: ${file} cannot be read: ${whyRefused(cause) ?? errorText(cause)}`, {
          cause,
        })
      })
      if (text === undefined) return undefined
      try {
        return await keyFromText(text, (await stat(file)).mtimeMs)
      } catch {
        // What was wrong may repeat a part of the key.
        log.warn({ file: `${name}.jwk`, advice: 'it is replaced when a new key is active' }, 'kept-key-damaged')
        return undefined
      }
    },
    async write(key) {
      try {
        await writeFileAtomically(file, `${JSON.stringify(toJwk(key))}\n`)
        return true
      } catch (error) {
        const reason = isNoFolder(error) ? whyNotHeld : undefined // the folder is not gone: it could not be made
        const why = reason ?? whyRefused(error) ?? 'it cannot be written'
        log.warn({ file: `${name}.jwk`, reason: why, advice: NOT_KEPT }, 'key-not-kept')
        return false
      }
    },
    async readNext() {
      try {
        const text = await readUtf8IfThere(nextFile, LARGEST_KEPT_KEY)
        return text === undefined ? undefined : await keyFromText(text, (await stat(nextFile)).mtimeMs)
      } catch {
        return undefined // the one that signs is of more weight, and told about
      }
    },
    async writeNext(key) {
      const done = key
        ? writeFileAtomically(nextFile, `${JSON.stringify(toJwk(key))}\n`)
        : rm(nextFile, { force: true })
      await done.catch(() => {}) // the log tells it when the key signs, and cannot be kept either
    },
    release: () => held?.release(),
  }
}

const NOT_KEPT =
  'the next start makes another key, which a registry that still knows this one lets in when a person has approved it; let key_folder be one that can be written to'

const isNoFolder = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function hold(
  folder: string,
  name: string,
  clock: Clock,
  tellRefused: (reason: string) => void,
): Promise<HeldFolder | undefined> {
  try {
    await makePrivateFolder(folder)
    await removeLeftovers(folder, clock)
    return await holdFolder(join(folder, `.${name}.held`), { holder: `another signer` }, clock)
  } catch (error) {
    if (error instanceof FolderHeld) {
      throw new KeyFileFault(
        `key_folder: another process uses the key of this issuer in ${folder}. Stop it, or choose another key_folder; signers that are to share a key need a preshared one.`,
        { cause: error },
      )
    }
    const reason = whyRefused(error)
    if (reason === undefined) throw error
    tellRefused(reason)
    return undefined
  }
}

/** Members of ours are named as in OpenID Federation 1.0 §8.7.2; readers leave out what they do not know (RFC 7517 §4). */
const toJwk = ({ kid, algorithm, secret, createdAt, expires }: MadeKey) => ({
  ...secret.export({ format: 'jwk' }),
  kid,
  alg: algorithm,
  use: 'sig',
  iat: Math.floor(createdAt / 1000),
  ...(expires !== undefined && { exp: Math.floor(expires / 1000) }),
})

/** A file of the original says no dates: its own one is that of the key. */
async function keyFromText(text: string, fileTime: number): Promise<MadeKey> {
  const jwk = parseStrictJsonText(text)
  if (!isObject(jwk) || typeof jwk['kid'] !== 'string') throw new Error('not a JSON Web Key with an id')
  const { kid, iat, exp, alg: _, ...members } = completeRsaKey(jwk)
  const secret: KeyObject = createPrivateKey({ key: members, format: 'jwk' })
  return {
    ...(await toOwnKey(secret, String(kid))),
    secret,
    createdAt: typeof iat === 'number' ? iat * 1000 : fileTime,
    ...(typeof exp === 'number' && { expires: exp * 1000 }),
  }
}
