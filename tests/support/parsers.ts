import type { IncomingMessage } from 'node:http'
import express from 'express'
import { bearerOf } from '#core/access/bearer-credentials'
import { laxAudience } from '#core/access/dialects/jwtproxy/lax-claims'
import { laxForm, laxToken } from '#core/access/dialects/jwtproxy/lax-token'
import { firstCookies } from '#core/access/dialects/mesh/cookies'
import { tokenFinder } from '#core/access/dialects/mesh/locations'
import { withoutParameters } from '#core/access/dialects/mesh/query'
import { meshBytes, meshForm } from '#core/access/dialects/mesh/read-token'
import { openPaths } from '#core/access/open-paths'
import { normalOrigin } from '#core/access/origin'
import { kinds } from '#core/config/setting'
import { callerName } from '#core/control/caller-name'
import { readDuration } from '#core/control/duration'
import { shownPath } from '#core/http/answer-errors'
import { nameInCertificate } from '#core/http/certificates/distinguished-name'
import { bearerError, readBearer } from '#core/http/bearer'
import { nameIn } from '#core/http/guard'
import { isJsonType, parseInput } from '#core/http/input'
import { mediaType } from '#core/http/read-peer-answer'
import { readQuery, yesOrNo } from '#core/http/query'
import { maxAgeSeconds, readKeySet } from '#core/key-sources/remote-key-set'
import { loadKeySet } from '#core/keys/key-set'
import { isRingId, isStoredRingId } from '#core/rings/ring-id'
import { faultyClaims } from '#core/token/claims'
import { parseCompactForm } from '#core/token/compact-form'
import { decodeUnverified } from '#core/token/decode-unverified'
import { redact } from '#core/token/redact'
import { parseStrictJsonText } from '#core/token/strict-json'
import { hasType } from '#core/token/token-type'
import { readTraceparent, readTracestate } from '#core/trace/context'
import { createTraces } from '#core/trace/recorder'
import { manualClock } from '#core/clock'
import { isIssuerOf } from '../../jwt-factory/issuer.ts'
import { chooseAudience, readScope } from '../../jwt-factory/oauth/granted/bounds.ts'
import { alternativeNames } from '../../jwt-factory/registered-clients/certificate-name.ts'
import { parseClients } from '../../jwt-factory/registered-clients/client-file.ts'
import { readCredentials } from '../../jwt-factory/oauth/proof/credentials.ts'
import { formFrom, isFormType } from '../../jwt-factory/oauth/request/form.ts'
import { MESH_PARSERS } from './mesh-parsers.ts'
import { claimNeeds } from '#core/access/claim-needs'
import { stokeClaims } from '#core/access/dialects/stoke/go-claims'

const request = (authorization: string) => {
  const used = { rawHeaders: ['Authorization', authorization], url: '/', headers: { authorization } }
  return used as unknown as IncomingMessage // all that is used of it
}

/** As many names as fit into a text of that length. */
const names = (text: string) => Array.from({ length: text.length / 8 }, (_, at) => `n${at}`)

const client = { id: 'a', audience: 'a', audiences: ['b'], scopes: [], trustedIssuers: [] }
const form = (text: string) => formFrom(new URLSearchParams(text))

const MESH_LOCATIONS = [{ kind: 'header', name: 'authorization', prefix: 'Bearer ' }] as const

const NO_ANSWER = { status: 500, body: '' }

const manyMembers = (text: string) => JSON.stringify({ a: Object.fromEntries(names(text).map((name) => [name, 'x'])) })

function tellStep(text: string): void {
  const recorder = createTraces('servicea', manualClock(0)).record('a'.repeat(32), undefined)
  const token = { header: { kid: text }, claims: { iss: text, list: names(text) } }
  recorder.step({ verb: 'refuses', what: text, to: text, ringId: text, reason: text, token })
}

/** Shapes of addresses as the processes have them, which Express turns into patterns. */
const ROUTES = [
  '/keys/:ringId',
  '/keys/:ringId/:kid',
  '/issuers/:name/keys/:kid',
  '/.well-known/:doc/issuers/:name',
  '/keys/*rest',
]

const router = express.Router({ caseSensitive: true })
for (const path of ROUTES) router.get(path, (_request, _response, next) => next())

function matchRoutes(url: string): void {
  router({ url, method: 'GET', headers: {} } as never, {} as never, () => {})
}

/** Each takes any text; what it throws is its answer. `limit`: longer texts are refused before they are looked at. */
export const PARSERS: Record<string, { parse: (text: string) => unknown; limit?: number }> = {
  ...MESH_PARSERS,
  'strict JSON, any text': { parse: parseStrictJsonText },
  'strict JSON, a string': { parse: (text) => parseStrictJsonText(JSON.stringify(text)) },
  'strict JSON, names': {
    parse: (text) =>
      parseStrictJsonText(
        `{${names(text)
          .map((name) => `"${name}":1`)
          .join()}}`,
      ),
  },
  'strict JSON, a number': { parse: (text) => parseStrictJsonText(`1${'0'.repeat(text.length)}1`) },
  'strict JSON, a fraction': { parse: (text) => parseStrictJsonText(`0.${'0'.repeat(text.length)}1`) },
  'strict JSON, an exponent': { parse: (text) => parseStrictJsonText(`1e${'9'.repeat(text.length)}`) },
  'strict JSON, a small exponent': { parse: (text) => parseStrictJsonText(`1e-${'0'.repeat(text.length)}1`) },
  'strict JSON, many numbers': { parse: (text) => parseStrictJsonText(`[${'1e1,'.repeat(text.length / 4)}1]`) },
  'a compact token': { parse: parseCompactForm, limit: 15_000 },
  'a token to look at': {
    parse: (text) => decodeUnverified(`${btoa('{}')}.${btoa(text.replace(/[^ -~]/g, ''))}.x`),
    limit: 5000,
  },
  'the credentials of a request': {
    parse: (text) =>
      bearerOf({ authorization: [`Bearer ${text}`], target: text, method: 'GET' }, { basicPassword: true }),
  },
  'a Basic password': {
    parse: (text) =>
      bearerOf({ authorization: [`Basic ${btoa(text)}`], target: '/', method: 'GET' }, { basicPassword: true }),
  },
  'an origin': { parse: normalOrigin },
  'a path that needs no token': { parse: (text) => openPaths(['/open/*'])(`/open/${text}`) },
  'a token as jwtproxy reads it': { parse: (text) => laxForm(laxToken([`Bearer ${text}`])), limit: 15_000 },
  'a header as jwtproxy reads it': { parse: (text) => laxForm(`${btoa(text)}.e30.AA`), limit: 10_000 },
  'a token as the mesh reads it': { parse: (text) => meshForm(text), limit: 15_000 },
  'a part of a token as the mesh reads it': { parse: (text) => meshBytes(text), limit: 15_000 },
  'a query with tokens': { parse: (text) => withoutParameters(`/?${text}`, new Set(['a'])) },
  'cookies with tokens': { parse: (text) => firstCookies([text, `a=${text}`], new Set(['a'])) },
  'a header with a token': {
    parse: (text) => tokenFinder(MESH_LOCATIONS)({ authorization: [`Bearer ${text}`], method: 'GET', target: '/' }),
  },
  'an audience as jwtproxy reads it': { parse: (text) => laxAudience({ aud: text }, 'http://localhost') },
  'the type of a token': { parse: (text) => hasType({ typ: text }, 'JWT') },
  claims: {
    parse: (text) => faultyClaims({ iss: text, sub: text, aud: [...text], act: { act: { act: {} } }, scope: text }),
  },
  'what is hidden in a log': { parse: redact },
  'the Accept header': {
    parse: (text) => express.request.accepts.call({ headers: { accept: text } } as never, 'text/plain', 'a/b'),
  },
  tracestate: { parse: (text) => readTracestate(`jwt-sandbox=${text}`) },
  'tracestate, many members': { parse: (text) => readTracestate('a=1,'.repeat(text.length / 4)) },
  'the name of a caller': { parse: (text) => callerName(text) },
  'a duration': { parse: (text) => readDuration(text) },
  'a duration of many parts': { parse: (text) => readDuration('1h'.repeat(text.length / 2)) },
  traceparent: { parse: (text) => readTraceparent(`00-${text}`) },
  'the bearer header': { parse: (text) => readBearer(request(`Bearer${text}`), 'b') },
  'the challenge of a callee': { parse: (text) => bearerError(`Bearer ${text}`) },
  'the Host header': { parse: (text) => nameIn(text) },
  'the Host header, an address': { parse: (text) => nameIn(`[${text}]`) },
  'the type of an answer': { parse: (text) => mediaType(text) },
  'the name of a ring': { parse: (text) => [isRingId(text), isStoredRingId(`@${text}`)] },
  'a path that is shown': { parse: (text) => shownPath({ originalUrl: `/${text}` } as never) },
  'a query, a value': { parse: (text) => readQuery({ expired: text }, { expired: yesOrNo }) },
  'a query, a number': { parse: (text) => readQuery({ expired: `1${text}` }, { expired: yesOrNo }) },
  'a query, a name': { parse: (text) => readQuery({ [text]: '1' }, { expired: yesOrNo }) },
  credentials: { parse: (text) => readCredentials(request(`Basic ${text}`) as never, form('a=b')) },
  'the name of a client in its certificate': { parse: (text) => nameInCertificate(`CN=${text.slice(0, 900)}`) },
  'alternative names': { parse: (text) => alternativeNames(`DNS:${text}`, 'URI') },
  'alternative names, in quotes': { parse: (text) => alternativeNames(`DNS:"${text}`, 'URI') },
  'the type of a JSON body': { parse: (text) => isJsonType(`application/${text}`) },
  'the type of a form': { parse: (text) => isFormType(`application/x-www-form-urlencoded${text}`) },
  'a form': { parse: (text) => form(text) },
  'a form of many names': { parse: (text) => form(names(text).join('&')) },
  'a scope': { parse: (text) => readScope(`a${text}`) },
  targets: {
    parse: (text) =>
      chooseAudience(
        form(
          names(text)
            .map(() => 'resource=https://a')
            .join('&'),
        ),
        client,
      ),
  },
  'cache-control': { parse: maxAgeSeconds },
  'the age of an answer': {
    parse: (text) => void readKeySet({ ...NO_ANSWER, headers: { age: text } }, undefined, 0, () => {}).catch(() => {}),
  },
  'the issuer that a token is for': {
    parse: (text) => isIssuerOf(`https://a.test/${text}`, `https://a.test/${text}/`),
  },
  'another issuer, as somebody spells it': { parse: (text) => isIssuerOf('https://a.test', text) },
  'an input of a list': { parse: (text) => parseInput(kinds.origins, `${text},${text}`) },
  'clients with a fault at each member': {
    parse: (text) => void parseClients('clients.json', manyMembers(text)).catch(() => {}),
  },
  'claims for a client of Stoke': {
    parse: (text) => stokeClaims(JSON.stringify({ a: text, aud: [text, text] }), true),
  },
  'claims for a client of Stoke, cut off': { parse: (text) => stokeClaims(`{"a" : "b", "aud":["c", ${text}`, true) },
  'a claim with many values': { parse: (text) => claimNeeds({ all: [{ claim: 'a', matches: 'a*b' }] })({ a: text }) },
  'a step of a trace': { parse: (text) => tellStep(text) },
  'the way to a route': { parse: (text) => matchRoutes(`/${text}`) },
  'the way to a route, in percents': { parse: (text) => matchRoutes(`/keys/${'%41'.repeat(text.length / 3)}/x`) },
  'the way to a route, many slashes': { parse: (text) => matchRoutes(`/keys${'/'.repeat(text.length)}x`) },
  'a key set': {
    parse: (text) =>
      void loadKeySet({ keys: [{ kty: 'RSA', n: text, e: text, kid: text, use: text }] }).catch(() => {}),
  },
}
