import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { route } from '../http/routes.ts'
import { describeProcess } from './document.ts'
import { jsonAnswer, type Operations } from './operation.ts'
import { pathTemplate } from './path.ts'

const routes = [
  route('GET /rings/:ringId/jwks /other', 'the keys of a ring'),
  route('POST /token /issuers/:name/token', 'a token'),
]

const operations: Operations = {
  'GET /rings/:ringId/jwks': {
    answers: { 200: jsonAnswer('The keys.', z.strictObject({ keys: z.array(z.string()) })) },
  },
  'POST /token': {
    more: 'By a grant.',
    proof: 'client',
    query: { expired: { takes: 'yes or no' } },
    body: {
      content: { 'application/x-www-form-urlencoded': z.looseObject({ grant_type: z.string() }) },
      example: { grant_type: 'x' },
    },
    answers: { 200: { about: 'The token.', content: { 'application/jwt': z.string() } } },
  },
}

const described = (given: { operations?: Operations } = {}) =>
  describeProcess({
    name: 'jwt-factory',
    about: 'The authority.',
    routes,
    operations,
    otherErrors: { isAt: (path) => path.endsWith('/token'), schema: z.strictObject({ error: z.string() }) },
    ...given,
  })

test('a route is described at each of its addresses, under a name of its own', () => {
  const { paths } = described()
  expect(Object.keys(paths)).toEqual(['/rings/{ringId}/jwks', '/other', '/token', '/issuers/{name}/token'])
  expect(paths['/rings/{ringId}/jwks']?.['get']).toMatchObject({
    operationId: 'getRingsRingIdJwks',
    summary: 'The keys of a ring.',
    tags: ['rings'],
    parameters: [
      { name: 'ringId', in: 'path', required: true, example: 'servicea' },
      { name: 'pretty', in: 'query' },
    ],
  })
  expect(paths['/issuers/{name}/token']?.['post']).toMatchObject({
    operationId: 'postIssuersNameToken',
    tags: ['token'],
  })
})

test('bodies and answers have the schemas by which they are read', () => {
  const { paths } = described()
  expect(paths['/token']?.['post']).toMatchObject({
    description: 'A token.\n\nBy a grant.',
    parameters: [{ name: 'expired', description: 'yes or no' }, { name: 'pretty' }],
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: { type: 'object', properties: { grant_type: { type: 'string' } }, required: ['grant_type'] },
          example: { grant_type: 'x' },
        },
      },
    },
    responses: { 200: { description: 'The token.', content: { 'application/jwt': { schema: { type: 'string' } } } } },
    security: [{ client: [] }, {}],
  })
})

test('errors have the shape of their address', () => {
  const { paths, components } = described()
  expect(paths['/token']?.['post']).toMatchObject({
    responses: { default: { $ref: '#/components/responses/Refusal' } },
  })
  expect(paths['/other']?.['get']).toMatchObject({ responses: { default: { $ref: '#/components/responses/Problem' } } })
  expect(components).toMatchObject({
    schemas: {
      Problem: { required: expect.arrayContaining(['type', 'status', 'detail']) },
      Refusal: { type: 'object' },
    },
    securitySchemes: { client: { type: 'http', scheme: 'basic' } },
  })
})

describe('the list of operations goes with that of the routes:', () => {
  test('a route of which nothing is said is named', () => {
    const { 'POST /token': _left, ...others } = operations
    expect(() => described({ operations: others })).toThrow('no operation is described for the route POST /token')
  })

  test('an operation without a route is named', () => {
    const more = { ...operations, 'GET /gone': { answers: {} } }
    expect(() => described({ operations: more })).toThrow('there are no routes for GET /gone')
  })
})

test.each([
  ['/keys/:ringId/:kid', '/keys/{ringId}/{kid}'],
  [String.raw`/a\(b\)/.well-known/x`, '/a(b)/.well-known/x'],
  ['/', '/'],
])('%s is the address %s', (path, template) => expect(pathTemplate(path)).toBe(template))
