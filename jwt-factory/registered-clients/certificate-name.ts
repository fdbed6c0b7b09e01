import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import { isSameName, nameInCertificate, parseName, type ComparedName } from '#core/http/certificates/distinguished-name'

/** Every certificate of a process has it: it names nobody. */
const EVERYBODYS = 'localhost'
const LABELS = /^(?=.{1,253}$)[\w-]{1,63}(?:\.[\w-]{1,63})*$/

const nameText = z.string('must be a text')

/**
 * The members that name the certificate of a client (RFC 8705 §2.1.2): by its subject, or by a name of a host or a URI among
 * its alternative names. One of them, exactly.
 */
export const CERTIFICATE_MEMBERS = {
  tlsClientAuthSubjectDn: nameText
    .refine((name) => parseName(name) !== undefined, 'must be a name as RFC 4514 writes it, for instance CN=servicea')
    .optional(),
  tlsClientAuthSanDns: nameText
    .refine((name) => LABELS.test(name) && isIP(name) === 0, 'must be the name of a host')
    .refine((name) => name.toLowerCase() !== EVERYBODYS, 'must not be localhost: every certificate here has that name')
    .optional(),
  tlsClientAuthSanUri: nameText.refine((uri) => URL.canParse(uri) && !/[\s"]/.test(uri), 'must be a URI').optional(),
}

export type CertificateDeclaration = {
  [Member in keyof typeof CERTIFICATE_MEMBERS]?: z.infer<(typeof CERTIFICATE_MEMBERS)[Member]>
}

/**
 * How a certificate is told to be that of a client.
 * @param isShared whether a name of a host is in the certificates of several processes: then it names nobody
 */
export type NamesClient = (certificate: X509Certificate, isShared: (host: string) => boolean) => boolean

const NAMING_MEMBERS = Object.keys(CERTIFICATE_MEMBERS) as (keyof CertificateDeclaration)[] // Object.keys forgets the type

export const certificateMembersIn = (declared: CertificateDeclaration): string[] =>
  NAMING_MEMBERS.filter((member) => declared[member] !== undefined)

/** @returns undefined where no certificate is declared */
export function certificateNameOf(declared: CertificateDeclaration): NamesClient | undefined {
  const { tlsClientAuthSubjectDn: subject, tlsClientAuthSanDns: host, tlsClientAuthSanUri: uri } = declared
  if (subject !== undefined) return bySubject(parseName(subject) ?? [])
  if (host !== undefined) return byHost(host)
  if (uri !== undefined) return ({ subjectAltName }) => alternativeNames(subjectAltName, 'URI').includes(uri)
  return undefined
}

const bySubject =
  (name: ComparedName): NamesClient =>
  ({ subject }) =>
    isSameName(name, nameInCertificate(subject))

const byHost =
  (host: string): NamesClient =>
  ({ subjectAltName }, isShared) =>
    !isShared(host) && hostsIn(subjectAltName).some(isHost(host))

const hostsIn = (subjectAltName: string | undefined) => alternativeNames(subjectAltName, 'DNS')

/** Whether a certificate has that name of a host. */
export const hasHost = ({ subjectAltName }: X509Certificate, host: string): boolean =>
  hostsIn(subjectAltName).some(isHost(host))

/**
 * Looks at names that only the settings tell.
 * @param shared those in the certificates of several processes, in lower case
 * @returns what is wrong, with its member
 */
export function sharedNameFault(declared: CertificateDeclaration, shared: readonly string[]): string | undefined {
  const { tlsClientAuthSanDns: host } = declared
  if (host === undefined || !shared.includes(host.toLowerCase())) return undefined
  return `tlsClientAuthSanDns  ${SHARED}`
}

const SHARED =
  'must be a name that one process has alone: this one is in the certificates of several (TLS_NAMES, or the host of FACTORY_URL and its like). Name the subject (tlsClientAuthSubjectDn)'

/** A wildcard in a certificate is no name of a client. */
const isHost = (host: string) => (name: string) => name.toLowerCase() === host.toLowerCase()

/** As Node writes them: with a comma and a space between, and as JSON where they have signs of their own. */
const ALTERNATIVE_NAME = /([A-Za-z ]{1,40}):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/y

/** @returns none at all where it cannot be read to its end */
export function alternativeNames(all: string | undefined, kind: 'DNS' | 'URI'): string[] {
  const found: string[] = []
  const pattern = new RegExp(ALTERNATIVE_NAME)
  const text = all ?? ''
  while (pattern.lastIndex < text.length) {
    const [whole, type, value = ''] = pattern.exec(text) ?? []
    if (whole === undefined) return []
    if (type === kind) found.push(value.startsWith('"') ? String(JSON.parse(value)) : value)
  }
  return found
}
