import { createPrivateKey, generateKeyPair, X509Certificate, type KeyObject } from 'node:crypto'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '#core/clock'
import { withFolderLock } from '#core/files/folder-lock'
import { removeLeftovers } from '#core/files/leftovers'
import { readUtf8IfThere, writeFileAtomically } from '#core/files/private-file'
import { faultOfFile, unreadableFile, type NamedFile } from '../keys/key-file-fault.ts'
import type { KeyLog } from '../keys/key-log.ts'
import { makeInterceptor, type AuthorityPair } from './make-certificates.ts'

/** Where it lies: `ca_key_file`, `ca_crt_file`. */
export interface AuthorityFiles {
  keyFile: string
  certificateFile: string
}

/** A chain of certificates has some. */
const LARGEST_PEM = 64_000

/**
 * Reads the authority of a signer; makes it when there is none: a key on the curve P-256 that nobody else may read, and a certificate
 * for a year.
 * @throws KeyFileFault for files that are no authority, and for that of the sandbox, which all processes trust
 */
export async function openAuthorityFiles(
  files: AuthorityFiles,
  { clock, machine = clock, log }: { clock: Clock; machine?: Clock; log: KeyLog },
): Promise<AuthorityPair> {
  for (const folder of new Set([files.keyFile, files.certificateFile].map((file) => dirname(file))))
    await removeLeftovers(folder, machine)
  const found = await readPair(files)
  if (found.certificate !== undefined && found.key !== undefined)
    return checked(files, found.certificate, found.key, clock)
  const folder = dirname(files.keyFile)
  // Two that start at once make one.
  return withFolderLock(folder, () => readOrMake(files, clock, log), machine).catch((cause: unknown) => {
    throw cause instanceof Error && cause.name === 'KeyFileFault' ? cause : unreadableFile(keyNamed(files), cause)
  })
}

async function readOrMake(files: AuthorityFiles, clock: Clock, log: KeyLog): Promise<AuthorityPair> {
  const { certificate, key: text } = await readPair(files)
  if (certificate !== undefined && text !== undefined) return checked(files, certificate, text, clock)
  if (certificate !== undefined)
    throw faultOfFile(keyNamed(files), 'is not there, and the certificate is: name both, or neither')
  const key =
    text === undefined
      ? (await generateAuthorityKey('ec', { namedCurve: 'P-256' })).privateKey
      : privateKey(files, text)
  if (text === undefined) await writeFileAtomically(files.keyFile, String(key.export({ format: 'pem', type: 'pkcs8' })))
  const made = await makeInterceptor(key, clock.now())
  await writeFileAtomically(files.certificateFile, made, 0o644)
  log.info({ file: files.certificateFile, advice: TRUST_IT }, 'interception-authority-made')
  return { certificate: made, key }
}

const generateAuthorityKey = promisify(generateKeyPair)

const TRUST_IT = 'clients that go through CONNECT must trust this certificate, and nobody else should'

const keyNamed = ({ keyFile }: AuthorityFiles): NamedFile => ({ setting: 'ca_key_file', path: keyFile })
const certificateNamed = ({ certificateFile }: AuthorityFiles): NamedFile => ({
  setting: 'ca_crt_file',
  path: certificateFile,
})

const readFileThere = (file: NamedFile) =>
  readUtf8IfThere(file.path, LARGEST_PEM).catch((cause: unknown) => {
    throw unreadableFile(file, cause)
  })

async function readPair(files: AuthorityFiles): Promise<{ certificate: string | undefined; key: string | undefined }> {
  return { certificate: await readFileThere(certificateNamed(files)), key: await readFileThere(keyNamed(files)) }
}

/** The curves of certificates that clients take, and RSA. */
const AUTHORITY_KINDS = new Set(['rsa', 'ec:prime256v1', 'ec:secp384r1'])

function privateKey(files: AuthorityFiles, text: string): KeyObject {
  const file = keyNamed(files)
  if (/ENCRYPTED/.test(text)) throw faultOfFile(file, 'is encrypted: write it without a passphrase (openssl pkey)')
  let key: KeyObject
  try {
    key = createPrivateKey(text)
  } catch {
    throw faultOfFile(file, 'holds no private key in PEM') // what was wrong may repeat a part of the key
  }
  const curve = key.asymmetricKeyDetails?.namedCurve
  const kind = `${key.asymmetricKeyType}${curve === undefined ? '' : `:${curve}`}`
  if (!AUTHORITY_KINDS.has(kind))
    throw faultOfFile(file, `holds a key of the kind ${kind}: it must be RSA, or EC on P-256 or P-384`)
  return key
}

function checked(files: AuthorityFiles, certificate: string, keyText: string, clock: Clock): AuthorityPair {
  const file = certificateNamed(files)
  const key = privateKey(files, keyText)
  let authority: X509Certificate
  try {
    authority = new X509Certificate(certificate)
  } catch (cause) {
    throw faultOfFile(file, 'holds no certificate in PEM', cause)
  }
  if (!authority.checkPrivateKey(key))
    throw faultOfFile(file, 'is the certificate of another key than that of ca_key_file')
  if (!authority.ca) throw faultOfFile(file, 'is not the certificate of an authority (CA:TRUE)')
  if (OF_THE_SANDBOX.test(authority.subject)) throw faultOfFile(file, NOT_THIS_ONE)
  if (authority.validToDate.getTime() <= clock.now()) {
    throw faultOfFile(file, 'has ended: remove it and the key, and others are made at the next start')
  }
  return { certificate, key }
}

/** The name in core/http/certificates/complete.ts. */
const OF_THE_SANDBOX = /^CN=jwt-sandbox CA /m

const NOT_THIS_ONE =
  'is the authority of the sandbox, which all its processes trust: whoever intercepts with it could be each of them. Name other files, and an authority is made there'
