import type { Attribute, PlainAttribute } from './attributes.ts'
import { SPIFFE } from './identity-form.ts'
import type { RequestView } from './request-view.ts'
import { shownText } from '../../shown-text.ts'

/** Longer texts are cut: claims may be large. */
const MOST_LETTERS_SHOWN = 200

/** Their values open doors. */
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key'])
const SECRET_NAME = /token|secret|password|assertion|credential/i

const withoutScheme = (uri: string | undefined) => (uri?.startsWith(SPIFFE) ? uri.slice(SPIFFE.length) : uri)

const PLAIN_SEEN: Record<PlainAttribute, (view: RequestView) => unknown> = {
  principal: ({ facts }) => withoutScheme(facts.peerUri),
  namespace: ({ facts }) => withoutScheme(facts.peerUri),
  'service-account': ({ facts }) => withoutScheme(facts.peerUri),
  'trust-domain': ({ facts }) => withoutScheme(facts.peerUri),
  'request-principal': seenPrincipal,
  'source-ip': ({ facts }) => facts.sourceIp,
  'remote-ip': ({ facts }) => facts.remoteIp,
  'destination-ip': ({ facts }) => facts.destinationIp,
  host: ({ facts }) => facts.host,
  method: ({ facts }) => facts.method,
  path: (view) => view.path,
  port: ({ facts }) => String(facts.port),
  'server-name': ({ facts }) => facts.serverName,
}

/** What a request has where a condition looks; null: nothing. It is cut, fit for a terminal, and no secret. */
export function seenBy(attribute: Attribute, view: RequestView): string | null {
  const value = rawOf(attribute, view)
  if (value === undefined || value === null) return null
  if (attribute.kind === 'header' && isSecret(attribute.name)) return '(not shown)'
  const text = typeof value === 'string' ? value : shortJson(value)
  return shownText(text.length > MOST_LETTERS_SHOWN ? `${text.slice(0, MOST_LETTERS_SHOWN - 3)}...` : text)
}

const isSecret = (header: string) => SECRET_HEADERS.has(header.toLowerCase()) || SECRET_NAME.test(header)

function rawOf(attribute: Attribute, view: RequestView): unknown {
  switch (attribute.kind) {
    case 'header':
      return view.header(attribute.name.toLowerCase())
    case 'claim':
      return view.claim(attribute.names)
    case 'filter':
      return view.found(attribute.filter, attribute.name)
    default:
      return PLAIN_SEEN[attribute.kind](view)
  }
}

function seenPrincipal(view: RequestView): unknown {
  const issuer = view.claim(['iss'])
  const subject = view.claim(['sub'])
  if (issuer === undefined && subject === undefined) return undefined
  return `${sayClaim(issuer, 'iss')}/${sayClaim(subject, 'sub')}`
}

const sayClaim = (value: unknown, name: string) => (typeof value === 'string' ? value : `(no text in ${name})`)

/** Claims come from JSON, so they go back into it. */
function shortJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return '(no JSON)'
  }
}
