import { join } from 'node:path'
import { readUtf8File } from '#core/files/regular-file'
import { isLocalUrl } from '#core/http/local'
import type { ProbeOptions } from './options.ts'
import { readProbeFile } from './read-probe-file.ts'
import { checkPems } from './target/client-certificate.ts'
import { guardTarget } from './target/guard-target.ts'
import { AUTHORIZATION, type ProbeTarget } from './target/probe-target.ts'
import { readCurl, type CurlTarget } from './target/read-curl.ts'

/** The target of a run, and the good token that stood in a pasted command. */
export interface OpenedTarget {
  readonly target: ProbeTarget
  readonly token?: string
}

/** A PEM file is not long. Bytes. */
const LARGEST_PEM_FILE = 100_000

/**
 * Reads what the person says of the target: options, and a pasted command; an option goes before what stands in the command.
 * @param places where names of files are looked up, and where the authority of the sandbox is
 * @throws Error that says what is wrong with it
 */
export async function openTarget(
  { url, curl, isOwned, request }: Pick<ProbeOptions, 'url' | 'curl' | 'isOwned' | 'request'>,
  places: { readonly folder: string; readonly keysFolder: string },
): Promise<OpenedTarget> {
  const pasted: Partial<CurlTarget> = curl === undefined ? {} : readCurl(curl)
  const guarded = await guardTarget(url ?? pasted.url ?? '', isOwned)
  const pem = (name: string | undefined) =>
    name === undefined ? undefined : readProbeFile(name, places.folder, LARGEST_PEM_FILE)
  const cert = await pem(request.cert ?? pasted.files?.cert)
  const key = await pem(request.key ?? pasted.files?.key)
  const givenCa = await pem(request.ca ?? pasted.files?.cacert)
  checkPems({ cert, key, ca: givenCa })
  const ca = [givenCa, await sandboxAuthority(guarded.url, places.keysFolder)]
  const body = request.body ?? pasted.body
  const tokenMember = request.tokenMember ?? (request.header === undefined ? pasted.tokenMember : undefined)
  return {
    ...(pasted.token !== undefined && { token: pasted.token }),
    target: {
      ...guarded,
      method: request.method ?? pasted.method ?? (tokenMember === undefined ? 'GET' : 'POST'),
      tokenHeader: headerFor(request.header) ?? pasted.tokenHeader ?? AUTHORIZATION,
      extraHeaders: [...(pasted.headers ?? []), ...request.extraHeaders],
      ...(body !== undefined && { body }),
      ...(tokenMember !== undefined && { tokenMember }),
      tls: {
        ca: ca.filter((each) => each !== undefined),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
      },
    },
  }
}

/** In another header than Authorization a token has no scheme before it. */
const headerFor = (name: string | undefined) =>
  name === undefined || /^authorization$/i.test(name) ? undefined : { name }

/** Who listens on this machine shows a certificate of the sandbox's authority, as a rule. */
async function sandboxAuthority({ protocol, hostname }: URL, keysFolder: string): Promise<string | undefined> {
  if (protocol !== 'https:' || !isLocalUrl({ hostname })) return undefined
  return readUtf8File(join(keysFolder, 'tls', 'ca.pem'), LARGEST_PEM_FILE).catch(() => undefined)
}
