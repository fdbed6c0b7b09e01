import { z, type ZodType } from 'zod'
import { PRETTY } from '../http/pretty.ts'
import { PROBLEM_JSON } from '../http/problem.ts'
import type { Route } from '../http/routes.ts'
import { PROOFS, type Operation, type OperationAnswer, type OperationBody, type Operations } from './operation.ts'
import { PATH_PARAMETERS, pathTemplate } from './path.ts'
import { problemSchema } from './problem-schema.ts'

/** What a document is made of. */
export interface Described {
  /** The process. */
  name: string
  about: string
  routes: readonly Route[]
  operations: Operations
  /** Errors of these addresses have another shape than a problem. */
  otherErrors?: { isAt: (path: string) => boolean; schema: ZodType }
  /** Addresses that answer nobody, as the process is set. */
  leavesOut?: (path: string) => boolean
}

/** An OpenAPI document (OpenAPI 3.1.1 §4.8), as much of it as is told here. */
export interface OpenApiDocument {
  openapi: '3.1.1'
  info: Record<string, unknown>
  paths: Record<string, Record<string, unknown>>
  [more: string]: unknown
}

/** Of the document, not of the product. */
const VERSION = '1'

/**
 * Describes all routes of a process: each at each of its addresses, with what `operations` says of it.
 * @throws Error for a route that nothing is said of, and for an operation without a route: the two lists go together
 */
export function describeProcess(process: Described): OpenApiDocument {
  const { name, about, routes, operations, otherErrors, leavesOut = () => false } = process
  const paths: OpenApiDocument['paths'] = {}
  const left = new Set(Object.keys(operations).filter((known) => !leavesOut(known.split(' ')[1] ?? '')))
  for (const route of routes.filter(({ paths: [first = ''] }) => !leavesOut(first))) {
    const known = operationName(route)
    const operation = operations[known]
    if (!operation) throw new Error(`no operation is described for the route ${known}`)
    left.delete(known)
    for (const path of route.paths) {
      const template = pathTemplate(path)
      const errors = otherErrors?.isAt(path) ? ANSWERS_REFUSAL : ANSWERS_PROBLEM
      ;(paths[template] ??= {})[route.method] = described(route, path, operation, errors)
    }
  }
  if (left.size > 0) throw new Error(`there are no routes for ${[...left].join(', ')}`)
  return {
    openapi: '3.1.1',
    info: { title: name, version: VERSION, description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'wherever this document was found' }],
    paths,
    components: {
      schemas: {
        Problem: schemaOf(problemSchema, 'output'),
        ...(otherErrors && { Refusal: schemaOf(otherErrors.schema, 'output') }),
      },
      responses: {
        Problem: { description: PROBLEM_ABOUT, content: { [PROBLEM_JSON]: { schema: refTo('schemas', 'Problem') } } },
        ...(otherErrors && {
          Refusal: {
            description: REFUSAL_ABOUT,
            content: { 'application/json': { schema: refTo('schemas', 'Refusal') } },
          },
        }),
      },
      securitySchemes: Object.fromEntries(Object.entries(PROOFS).map(([proof, { scheme }]) => [proof, scheme])),
    },
  }
}

const PROBLEM_ABOUT = 'What went wrong, where, and what to do (RFC 9457).'
const REFUSAL_ABOUT = 'Why the request is refused (RFC 6749 §5.2).'

const refTo = (place: string, name: string) => ({ $ref: `#/components/${place}/${name}` })

const ANSWERS_PROBLEM = { default: refTo('responses', 'Problem') }
const ANSWERS_REFUSAL = { default: refTo('responses', 'Refusal') }

/** By which its operation is found. */
export const operationName = ({ method, paths: [first = ''] }: Pick<Route, 'method' | 'paths'>): string =>
  `${method.toUpperCase()} ${first}`

function described(route: Route, path: string, operation: Operation, errors: object): Record<string, unknown> {
  const { more, query = {}, body, answers, proof } = operation
  const about = sentence(route.about)
  return {
    operationId: operationId(route.method, path),
    summary: about,
    ...(more !== undefined && { description: `${about}\n\n${more}` }),
    tags: [tagOf(path)],
    parameters: [...pathParameters(path), ...Object.entries({ ...query, ...PRETTY }).map(queryParameter)],
    ...(body && { requestBody: requestBody(body) }),
    responses: { ...mapValues(answers, response), ...errors },
    ...(proof && { security: PROOFS[proof].isNeeded ? [{ [proof]: [] }] : [{ [proof]: [] }, {}] }),
  }
}

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`

/** `GET /keys/:ringId/jwks` → getKeysRingIdJwks. */
const operationId = (method: string, path: string) =>
  [method, ...path.split(/[^A-Za-z0-9]+/).filter(Boolean)].reduce(
    (id, word) => id + word.slice(0, 1).toUpperCase() + word.slice(1),
  )

/** The part of a process that an address belongs to: the first word that is not the name of an issuer. */
const tagOf = (path: string): string => {
  const [, first = '', , third] = path.split('/')
  return (first === 'issuers' && third !== undefined ? third : first).replace(/^\W+/, '') || 'index'
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...PATH_PARAMETERS[name],
  }))
}

const queryParameter = ([name, { takes }]: [string, { takes: string }]) => ({
  name,
  in: 'query',
  description: takes,
  schema: { type: 'string' },
})

const requestBody = ({ content, example, isOptional = false }: OperationBody) => ({
  required: !isOptional,
  content: Object.fromEntries(
    Object.entries(content).map(([type, schema], at) => [
      type,
      { schema: schemaOf(schema, 'input'), ...(at === 0 && { example }) },
    ]),
  ),
})

const response = ({ about, content }: OperationAnswer) => ({
  description: about,
  ...(content && { content: mapValues(content, (schema) => ({ schema: schemaOf(schema, 'output') })) }),
})

/** JSON Schema 2020-12, which is that of OpenAPI 3.1. What it has no words for is left open. */
function schemaOf(schema: ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const mapValues = <From, To>(from: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(value)]))
