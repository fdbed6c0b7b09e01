import type { Attribute } from './attributes.ts'
import { parseIpBlock } from './ip-block.ts'
import { isPathTemplate, parsePathTemplate } from './path-template.ts'
import { quoted } from './read-parts.ts'

const LAST_PORT = 65_535

function serviceAccountProblem(value: string): string | undefined {
  if (value.includes('*')) {
    return `service accounts are compared as they are: ${quoted(value)} must not have a star; use "principals" for patterns`
  }
  const parts = value.split('/')
  return parts.length > 2 || parts.includes('')
    ? `${quoted(value)} is no service account: write namespace/name, or the name alone for the policy's own namespace`
    : undefined
}

function trustDomainProblem(value: string): string | undefined {
  const stars = value.split('*').length - 1
  const isAtAnEnd = value.startsWith('*') || value.endsWith('*')
  if (stars > 1 || (stars === 1 && !isAtAnEnd)) return `${quoted(value)} may have one star, at its beginning or its end`
  return value.includes('/')
    ? `${quoted(value)} is no trust domain: write the part before the first slash alone`
    : undefined
}

const ipProblem = (value: string) =>
  parseIpBlock(value) ? undefined : `${quoted(value)} is no IP address and no block: write 10.1.2.3 or 10.1.0.0/16`

function portProblem(value: string): string | undefined {
  return /^\d{1,5}$/.test(value) && Number(value) <= LAST_PORT
    ? undefined
    : `${quoted(value)} is no port: write a number from 0 to ${LAST_PORT} in quotes`
}

function pathProblem(value: string): string | undefined {
  if (!isPathTemplate(value)) return undefined
  const template = parsePathTemplate(value)
  return 'problem' in template ? `${quoted(value)} is no valid path template: ${template.problem}` : undefined
}

/** Checks the form of one value. Stars in the middle of other texts are allowed, and mean a star: see the lint. */
const VALUE_CHECKS: Partial<Record<Attribute['kind'], (value: string) => string | undefined>> = {
  'service-account': serviceAccountProblem,
  'trust-domain': trustDomainProblem,
  'source-ip': ipProblem,
  'remote-ip': ipProblem,
  'destination-ip': ipProblem,
  port: portProblem,
  path: pathProblem,
}

/** What is wrong with a value, as a sentence that says what to do; undefined where nothing is. */
export const checkValue = (attribute: Attribute, value: string): string | undefined =>
  VALUE_CHECKS[attribute.kind]?.(value)
