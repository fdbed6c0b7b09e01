import { z } from 'zod'
import { absolutePath, integerWithin, someText, type ConfigPlace } from '#core/config/file-kinds'
import type { NamedPath } from './proxy-config.ts'

const noName = (letters: string) => `is not a name: it may have ${letters}`

/** A path that is told as it was written. */
export const namedPath = (place: ConfigPlace) =>
  someText.transform((given): NamedPath => ({ given, path: absolutePath(given, place) }))

export const portNumber = integerWithin(1, 65_535)

/** Of a namespace or a service: a label of DNS (RFC 1123 §2.1). */
export const dnsLabel = someText.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, noName('a-z, 0-9 and -'))

/** Of a service account or a workload: several of them, with dots between. */
export const dnsName = someText
  .max(253, 'is longer than 253 letters')
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, noName('a-z, 0-9, dots and -'))

export const trustDomain = someText
  .max(255, 'is longer than 255 letters')
  .regex(/^[a-z0-9][a-z0-9._-]*$/, noName('a-z, 0-9, dots, - and _'))

export const textMap = (what: string) => z.record(someText, z.string('is not a text'), `is not a block of ${what}`)
