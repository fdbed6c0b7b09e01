import { z } from 'zod'
import type { Route } from '#core/http/routes'
import { jsonAnswer, type Operations } from '#core/openapi/operation'
import { claimsSchema, tokenSchema } from '#core/openapi/common'
import { REFUSAL_STATUS, type PeopleRefusal } from '../tokens/refusals.ts'
import { loginBody, renewalBody } from '../tokens/login-body.ts'

const refresh = z.string().describe('for one renewal')

const noToken = jsonAnswer(
  'There is no token, and why.',
  z.strictObject({ message: z.string(), reason: z.string().optional() }),
)

/** By the statuses of the dialect strict. */
const refusals = (...reasons: PeopleRefusal[]) =>
  Object.fromEntries(reasons.map((reason) => [REFUSAL_STATUS[reason].strict, noToken]))

/** What people call, for the document of the factory. */
export const PEOPLE_OPERATIONS: Operations = {
  'POST /api/login': {
    body: { content: { 'application/json': loginBody }, example: { username: 'tester', password: 'tester' } },
    answers: {
      200: jsonAnswer('A token.', z.strictObject({ username: z.string(), token: tokenSchema, refresh })),
      ...refusals('wrong-credentials', 'claims-missing', 'too-many-guesses'),
    },
  },
  'POST /api/renew': {
    proof: 'token',
    body: { content: { 'application/json': renewalBody }, example: { refresh: 'not-a-refresh-value' } },
    answers: {
      200: jsonAnswer('The next token.', z.strictObject({ token: tokenSchema, refresh })),
      ...refusals('unknown-refresh', 'claims-missing'),
    },
  },
  'GET /api/pkeys': {
    answers: {
      200: jsonAnswer(
        'The key set (RFC 7517 §5).',
        z.strictObject({ exp: z.string().describe('when to ask again'), keys: z.array(claimsSchema) }),
      ),
    },
  },
  'GET /api/available_providers': {
    answers: {
      200: jsonAnswer(
        'Whose passwords are taken, besides our own.',
        z.strictObject({ providers: z.array(claimsSchema), base_admin_path: z.string() }),
      ),
    },
  },
}

/** The second address of a renewal is described with the first. */
const DESCRIBED = new Set(['/api/refresh', ...Object.keys(PEOPLE_OPERATIONS).map((name) => name.split(' ')[1])])

/** Whether an address is for those who administer people, or for plays: the document for programs leaves it out. */
export const isPeopleOnly = (path: string): boolean =>
  /^\/(?:api|admin|metrics|plays)(?:\/|$)/.test(path) && !DESCRIBED.has(path)

const ADMIN_ROUTES = '/api/admin/'
const ADMIN_PAGES = '/admin'

/** Whether an address is one of many, for which the index of the factory has one line. */
export const isPeopleAdmin = (path: string): boolean => path.startsWith(ADMIN_ROUTES)

/** Of the index of the factory: those lines, as far as the addresses are there. */
export function peopleIndex(routes: readonly Route[]): Record<string, string> {
  const paths = routes.flatMap((one) => one.paths)
  return {
    ...(paths.some(isPeopleAdmin) && {
      [`${ADMIN_ROUTES}…`]:
        'users, groups and claims of people, for whoever may administer them: docs/people.md says how',
    }),
    ...(paths.includes(ADMIN_PAGES) && { [ADMIN_PAGES]: 'pages for the same, in a browser' }),
  }
}

/** What the document for programs leaves out of these routes, and where it stands. */
export function saidOfPeople(routes: readonly Route[]): string {
  const paths = routes.flatMap((one) => one.paths).filter(isPeopleOnly)
  const begins = ['/api/admin', '/api/capabilities', ADMIN_PAGES, '/metrics', '/plays']
  const there = begins.filter((begin) => paths.some((path) => path === begin || path.startsWith(`${begin}/`)))
  return there.length === 0 ? '' : ` docs/people.md, and not this document, describes ${there.join(', ')}.`
}
