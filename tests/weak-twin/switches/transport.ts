import type { AttackRequest } from '#attacks'
import { Drops, Hangs, type TwinParts, type Weakness } from '../checks.ts'
import { welcome, type twinAnswer } from '../answers.ts'
import { crashes, skips, together, weak } from '../weakness.ts'

const valuesOf = ({ headers }: AttackRequest, name: string) =>
  headers.flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []))

const withAuthorization = (request: AttackRequest, values: readonly string[]): AttackRequest => ({
  ...request,
  headers: [
    ...request.headers.filter(([name]) => name.toLowerCase() !== 'authorization'),
    ...values.map((value) => ['Authorization', value] as const),
  ],
})

/** The header Authorization is read as another one. */
const readsAuthorization =
  (change: (values: readonly string[]) => readonly string[]): Weakness =>
  (strict) => ({
    token: (request) => strict.token(withAuthorization(request, change(valuesOf(request, 'authorization')))),
  })

const eachValue = (change: (value: string) => string) => readsAuthorization((values) => values.map(change))

/** A token is found in another place where there is none. */
const alsoFrom =
  (place: (request: AttackRequest) => string | undefined): Weakness =>
  (strict) => ({
    token: (request) => strict.token(request) ?? place(request),
  })

const inForm = ({ body }: AttackRequest) => new URLSearchParams(body).get('access_token') ?? undefined

/** An answer that says more, or less. */
const answers =
  (
    change: (answer: ReturnType<typeof twinAnswer>, request: AttackRequest) => ReturnType<typeof twinAnswer>,
  ): Weakness =>
  (strict) => ({
    refuse: (error, request) => change(strict.refuse(error, request), request),
  })

const IDENTITIES = ['x-user', 'x-client-id', 'x-jwt-payload', 'x-endpoint-api-userinfo']
const identityIn = (request: AttackRequest) => IDENTITIES.flatMap((name) => valuesOf(request, name))[0]
const isPlain = ({ path = '' }: AttackRequest, parts: TwinParts) => path === '' || path === parts.path

/** What is wrong about where a token is looked for, and about answers. */
export const TRANSPORT_SWITCHES = {
  'none-let-in': weak('Whoever brings no token is let in', (strict) => ({
    isProtected: (request) => request.headers.length > 0 && strict.isProtected(request),
  })),
  'empty-falls-over': weak('An empty header makes it fall over', (strict) => ({
    token: (request) => (isEmpty(request) ? crashes() : strict.token(request)),
  })),
  'scheme-any': weak(
    'Any scheme will do, and none',
    eachValue((value) => `Bearer ${value.replace(/^\w+ +/, '')}`),
  ),
  'header-first': weak(
    'Of two headers the first one counts',
    readsAuthorization((values) => values.slice(0, 1)),
  ),
  'header-last': weak(
    'Of two headers the last one counts',
    readsAuthorization((values) => values.slice(-1)),
  ),
  'comma-ends-it': weak(
    'A token ends at a comma',
    eachValue((value) => value.split(',', 1)[0] ?? ''),
  ),
  'query-taken': weak(
    'A token may be in the query',
    alsoFrom(({ query }) => new URLSearchParams(query).get('access_token') ?? undefined),
  ),
  'form-taken': weak('A token may be in a form', alsoFrom(inForm)),
  'cookie-taken': weak(
    'A token may be in a cookie',
    alsoFrom((request) => /access_token=([^;]*)/.exec(valuesOf(request, 'cookie')[0] ?? '')?.[1]),
  ),
  'query-beside-ignored': weak('A second token in the query is not looked at', (strict) => ({
    token: ({ query: _query, ...request }) => strict.token(request),
  })),
  'white-space-of-javascript': weak(
    'Any white space may stand behind the scheme',
    eachValue((value) => value.replace(/^Bearer\s/, 'Bearer ')),
  ),
  'last-word-is-it': weak(
    'The last word of the header is the token',
    eachValue((value) => `Bearer ${value.split(' ').at(-1)}`),
  ),
  'bytes-fall-over': weak('A byte above 7F makes it fall over', (strict) => ({
    form: (token) => (/[\u0080-\u00ff]/.test(token) ? crashes() : strict.form(token)),
  })),
  'forwarded-token-taken': weak(
    'Headers that a proxy would set may bring the token',
    alsoFrom((request) =>
      ['x-forwarded-authorization', 'x-forwarded-access-token', 'x-original-authorization']
        .flatMap((name) => valuesOf(request, name))[0]
        ?.replace('Bearer ', ''),
    ),
  ),
  'identity-from-a-header': weak('Without a token a header says who asks', (strict) => ({
    isProtected: (request) =>
      valuesOf(request, 'authorization').length === 0 && identityIn(request) !== undefined
        ? false
        : strict.isProtected(request),
  })),
  'identity-overwritten': weak('A header says who asks, whatever the token says', (strict) => ({
    believe: (claims, request) =>
      identityIn(request) === undefined ? strict.believe(claims, request) : welcome({ ...claims, sub: 'admin' }),
  })),
  'identity-lost': weak('What a caller says about the connection takes the identity away', (strict) => ({
    believe: (claims, request) =>
      valuesOf(request, 'connection').length === 0
        ? strict.believe(claims, request)
        : welcome({ ...claims, sub: 'admin' }),
  })),
  'path-compared-as-text': weak('Only the path as it is written is protected', (strict, parts) => ({
    isProtected: (request) => isPlain(request, parts) && strict.isProtected(request),
  })),
  'method-get-alone': weak('Only GET is protected', (strict) => ({
    isProtected: (request) =>
      ['GET', 'HEAD'].includes(request.method) || request.body !== undefined ? strict.isProtected(request) : false,
  })),
  'answer-repeats-token': weak(
    'What is refused is repeated in the answer',
    answers((answer, request) => ({
      ...answer,
      body: JSON.stringify({ message: `refused: ${valuesOf(request, 'authorization').join()}` }),
    })),
  ),
  'answer-shows-stack': weak(
    'What is refused is answered with a stack',
    answers((answer) => ({
      ...answer,
      body: `JsonWebTokenError: jwt malformed\n    at verify (/app/node_modules/jsonwebtoken/verify.js:70:17)\n    at Layer.handle (/app/server.js:12:5)`,
    })),
  ),
  'answer-without-challenge': weak(
    'A refusal has no challenge',
    answers((answer) => ({ ...answer, headers: answer.headers.filter(([name]) => name !== 'www-authenticate') })),
  ),
  'answer-may-be-stored': weak(
    'A refusal may be stored',
    answers((answer) => ({
      ...answer,
      headers: answer.headers.map(([name, value]) => [name, name === 'cache-control' ? 'public, max-age=60' : value]),
    })),
  ),
  'answer-with-two-challenges': weak(
    'A refusal has two challenges',
    answers((answer) => ({ ...answer, headers: [...answer.headers, ['www-authenticate', 'Bearer realm="another"']] })),
  ),
  'header-large-taken': weak('A header may be as large as it likes', () => ({
    bounds: ({ headers }) => {
      if (headers.some(([, value]) => value.length > 90_000)) throw new Hangs()
    },
  })),
  'header-large-drops': weak('A large header ends the connection', () => ({
    bounds: ({ headers }) => {
      if (headers.some(([, value]) => value.length > 16_384)) throw new Drops()
    },
  })),
  'spaces-keep-it-busy': weak('The header is read by an expression that tries every pair of spaces', (strict) => ({
    bounds: (request) => {
      if (valuesOf(request, 'authorization').some((value) => / {1000}/.test(value))) throw new Hangs()
      strict.bounds(request)
    },
  })),
  'dpop-as-bearer': weak(
    'The scheme DPoP is another word for Bearer',
    together(
      skips('binding'),
      eachValue((value) => value.replace(/^DPoP /, 'Bearer ')),
    ),
    'bound',
  ),
}

function isEmpty(request: AttackRequest): boolean {
  return valuesOf(request, 'authorization').some((value) => value.trim() === '' || value.trim() === 'Bearer')
}
