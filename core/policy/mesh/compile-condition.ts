import type { Attribute, PlainAttribute } from './attributes.ts'
import { compileNamespace, compileServiceAccount, trustDomainOf } from './identity-form.ts'
import { isInBlock, parseIpBlock, type IpBlock } from './ip-block.ts'
import type { MeshSettings, PolicyCondition } from './model.ts'
import { fitsTemplate, isPathTemplate, parsePathTemplate } from './path-template.ts'
import { compileRequestPrincipal } from './request-principal.ts'
import type { RequestView } from './request-view.ts'
import { compileForm, lowerAscii, type TextTest } from './string-form.ts'
import { principalMeanings, trustDomainMeanings } from './trust-domains.ts'

/** Whether one of the values of a condition matches, its negation not yet counted. */
export type ViewTest = (view: RequestView) => boolean

interface CompileContext {
  /** That of the policy. */
  namespace: string
  mesh: MeshSettings
}
type Compile = (values: readonly string[], context: CompileContext) => ViewTest

const anyTest =
  (tests: readonly TextTest[]): TextTest =>
  (text) => {
    for (const test of tests) if (test(text)) return true
    return false
  }

/** What is absent matches no value, so that it meets every negation (M-20). */
const onText = (seen: (view: RequestView) => string | undefined, tests: readonly TextTest[]): ViewTest => {
  const fits = anyTest(tests)
  return (view) => {
    const text = seen(view)
    return text !== undefined && fits(text)
  }
}

const peer = ({ facts }: RequestView) => facts.peerUri

const onBlocks =
  (seen: (view: RequestView) => string | undefined): Compile =>
  (values) => {
    const blocks = values.map(parseIpBlock).filter((block): block is IpBlock => block !== undefined)
    return (view) => {
      const address = view.address(seen(view))
      return address !== undefined && blocks.some((block) => isInBlock(block, address))
    }
  }

/** Only `*` takes a URI of another scheme. */
const compilePrincipals = (values: readonly string[]): ViewTest => {
  const isAny = values.includes('*')
  const test = anyTest(values.map((value) => compileForm(value)))
  return (view) => {
    const { peerName } = view
    return (
      (peerName !== undefined && test(peerName)) ||
      (isAny && view.facts.peerUri !== undefined && view.facts.peerUri !== '')
    )
  }
}

const compilePath = (value: string): TextTest => {
  const template = isPathTemplate(value) ? parsePathTemplate(value) : undefined
  if (!template) return compileForm(value)
  return 'problem' in template ? () => false : (path) => fitsTemplate(template, path)
}

const requestPrincipals: Compile = (values) => {
  const forms = values.map(compileRequestPrincipal)
  return (view) => {
    const { user } = view
    if (!user) return false
    for (const form of forms) if (form.issuer(user.issuer) && form.subject(user.subject)) return true
    return false
  }
}

const COMPILERS: Record<PlainAttribute, Compile> = {
  principal: (values, { mesh }) => compilePrincipals(values.flatMap((value) => principalMeanings(value, mesh))),
  namespace: (values) => onText(peer, values.map(compileNamespace)),
  'service-account': (values, { namespace }) =>
    onText(
      peer,
      values.map((value) => compileServiceAccount(value, namespace)),
    ),
  'trust-domain': (values, { mesh }) =>
    onText(
      ({ facts }) => (facts.peerUri === undefined ? undefined : trustDomainOf(facts.peerUri)),
      values.flatMap((value) => trustDomainMeanings(value, mesh)).map((value) => compileForm(value)),
    ),
  'request-principal': requestPrincipals,
  'source-ip': onBlocks(({ facts }) => facts.sourceIp),
  'remote-ip': onBlocks(({ facts }) => facts.remoteIp),
  'destination-ip': onBlocks(({ facts }) => facts.destinationIp),
  host: (values) =>
    onText(
      (view) => view.host,
      values.map((value) => compileForm(lowerAscii(value), true)),
    ),
  method: (values) =>
    onText(
      ({ facts }) => facts.method,
      values.map((value) => compileForm(value, true)),
    ),
  path: (values) => onText((view) => view.path, values.map(compilePath)),
  port: (values) => {
    const ports = new Set(values.map(Number))
    return ({ facts }) => ports.has(facts.port)
  },
  'server-name': (values) =>
    onText(
      ({ facts }) => facts.serverName,
      values.map((value) => compileForm(value)),
    ),
}

const onClaim = (names: readonly string[], values: readonly string[]): ViewTest => {
  const fits = anyTest(values.map((value) => compileForm(value)))
  return (view) => {
    const value = view.claim(names)
    if (typeof value === 'string') return fits(value)
    return Array.isArray(value) && value.some((item) => typeof item === 'string' && fits(item))
  }
}

const isBracketed = (value: string) => value.startsWith('[') && value.endsWith(']')

/** `[value]` wants a list that has it, `value` a text. */
const onFilter = (filter: string, name: string, values: readonly string[]): ViewTest => {
  const lists = anyTest(
    values.filter(isBracketed).map((value) => compileForm(value.replace(/^[[\]]+/, '').replace(/[[\]]+$/, ''))),
  )
  const texts = anyTest(values.filter((value) => !isBracketed(value)).map((value) => compileForm(value)))
  return (view) => {
    const found = view.found(filter, name)
    if (typeof found === 'string') return texts(found)
    return Array.isArray(found) && found.some((item) => typeof item === 'string' && lists(item))
  }
}

function compileValues(attribute: Attribute, values: readonly string[], context: CompileContext): ViewTest {
  switch (attribute.kind) {
    case 'header': {
      const name = lowerAscii(attribute.name)
      return onText(
        (view) => view.header(name),
        values.map((value) => compileForm(value, true)),
      )
    }
    case 'claim':
      return onClaim(attribute.names, values)
    case 'filter':
      return onFilter(attribute.filter, attribute.name, values)
    default:
      return COMPILERS[attribute.kind](values, context)
  }
}

/** Compiles a condition once: whether it holds for a request, its negation counted. */
export function compileCondition({ attribute, isNegated, values }: PolicyCondition, context: CompileContext): ViewTest {
  const test = compileValues(attribute, values, context)
  return isNegated ? (view) => !test(view) : test
}
