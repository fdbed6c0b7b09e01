import { readFile } from 'node:fs/promises'
import { createOutsideClient, type OutsideClient, type OutsideSettings } from '#core/http/outside-client'
import { faultOfFile, unreadableFile } from './key-file-fault.ts'

interface FileSettings extends Omit<OutsideSettings, 'ca'> {
  /** PEM files of those who are believed, in place of the machine's own list. */
  trustedCertificates?: readonly string[]
}

/** A client for a server of a configuration, which names its certificates as files. @throws KeyFileFault */
export async function openOutsideClient({ trustedCertificates, ...settings }: FileSettings): Promise<OutsideClient> {
  const ca = trustedCertificates && (await Promise.all(trustedCertificates.map(readCertificates)))
  return createOutsideClient({ ...settings, ca })
}

/** An address as a log may show it: without the name and password that it may have. */
export function shownAddress(address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname}`
}

async function readCertificates(path: string): Promise<string> {
  const file = { setting: 'trusted_certificates', path }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadableFile(file, cause)
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw faultOfFile(file, 'has no certificate in PEM')
  return text
}
