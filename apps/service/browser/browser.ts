import { Problem } from '#core/http/problem'
import type { OutsideAnswer } from '#core/http/outside-client'
import { writeTraceparent, writeTracestate, type LoginLesson, type TraceContext } from '#core/trace/context'
import type { Recorder } from '#core/trace/recorder'
import type { BrowserAsks, BrowserOfPlay, Seen } from '#scenarios'
import { createCookieJar, type CookieJar } from './cookie-jar.ts'
import { readPageForm } from './read-form.ts'
import { sayRequest, type SaidRequest } from './say-request.ts'
import { seeAnswer } from './see-answer.ts'
import type { WebClient, WebPlaces } from './web-client.ts'

interface BrowserPerson {
  username: string
  password: string
}

export interface BrowserParts {
  client: WebClient
  places: WebPlaces
  /** With the policies of the play in it: whoever is asked goes by them. */
  trace: TraceContext
  recorder: Recorder
  /** Whose browser is at work: a trace says when it is another one. */
  turn: { of: string }
  /** Who types in their name and password, where that is wanted. */
  person: BrowserPerson
  /** Who does that in the browser of somebody else; absent: the same. */
  stranger?: BrowserPerson
  /** Says in the trace what the play has shown. */
  finds: (what: string) => void
  /** How long there is for the rest of the play. Milliseconds. */
  timeLeft: () => number
}

/** Nobody is sent on more often in a login of ours. */
const MOST_REDIRECTS = 20

const REDIRECTS = new Set([301, 302, 303, 307, 308])

interface Going {
  method: 'GET' | 'POST'
  url: URL
  by: SaidRequest['by']
  body?: string
  username?: string
}

interface Arrived {
  url: URL
  answer: OutsideAnswer
  /** Where it was sent, and did not go. */
  next?: URL
}

/** A browser of one play: it has its own cookies, and goes to the gateway and the provider alone. */
export function createBrowser(
  parts: BrowserParts,
  jar: CookieJar = createCookieJar(),
  owner = parts.turn.of,
): BrowserOfPlay {
  const { client, places, trace, recorder, person, timeLeft, turn } = parts
  const codes = new Set<string>()
  let cameBackBy = '/'

  function headersFor(
    url: URL,
    place: keyof WebPlaces,
    spanId: string,
    { terms, says }: BrowserAsks,
  ): Record<string, string> {
    const cookie = jar.cookieFor(url)
    const asked: TraceContext = { ...trace, ...(terms !== undefined && { login: terms satisfies LoginLesson }) }
    return {
      // As JSON a page says the same, and a play can read it; a form is for people.
      accept: place === 'gateway' ? 'application/json' : 'text/html',
      ...(cookie !== undefined && { cookie }),
      traceparent: writeTraceparent(trace, spanId),
      ...writeTracestate(asked),
      ...(place === 'gateway' && says !== undefined && asSomebody(says)),
    }
  }

  async function send({ method, url, by, body, username }: Going, how: BrowserAsks): Promise<Arrived> {
    const place = client.placeOf(url)
    if (!place) throw sentElsewhere()
    if (turn.of !== owner) recorder.step({ verb: 'is-told', what: `be that of ${owner} from now on` })
    turn.of = owner
    const code = url.searchParams.get('code')
    const isBack = place === 'gateway' && code !== null
    const { says, terms } = how
    const what = sayRequest({
      method,
      place,
      path: url.pathname,
      by,
      hasCookies: jar.cookieFor(url) !== undefined,
      ...(username !== undefined && { username }),
      ...(isBack && { isOwnCode: codes.has(code) }),
      ...(says !== undefined && { says }),
      ...(terms !== undefined && { terms }),
    })
    const spanId = recorder.step({ verb: 'asks', what, to: place === 'gateway' ? 'login-gateway' : 'jwt-factory' })
    const own = headersFor(url, place, spanId, how)
    const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin }
    const answer = await client.send({ method, url, headers: { ...own, ...form }, patience: timeLeft(), ...(body !== undefined && { body }) }) // prettier-ignore
    jar.take(url, answer.setCookies ?? [])
    const location = REDIRECTS.has(answer.status) ? answer.headers['location'] : undefined
    if (location === undefined) return { url, answer }
    const next = new URL(location, url)
    const given = next.searchParams.get('code')
    if (given !== null) {
      codes.add(given)
      if (place === 'provider') cameBackBy = next.pathname + next.search
    }
    return { url, answer, next }
  }

  /** @param until where it does not go on */
  async function follow(
    first: Going,
    how: BrowserAsks,
    isOutside: boolean,
    until: (next: URL) => boolean,
  ): Promise<Arrived> {
    let going = first
    for (let hop = 0; hop < MOST_REDIRECTS; hop++) {
      const arrived = await send(going, how)
      const { url, answer, next } = arrived
      if (next) {
        if (until(next)) return arrived
        going = { method: 'GET', url: next, by: 'sent' }
        continue
      }
      const form =
        client.placeOf(url) === 'provider' && answer.status === 200 ? readPageForm(answer.text, url) : undefined
      if (!form || (form.wants && isOutside)) return arrived
      const fields = new Map(form.fields)
      if (form.wants) fields.set(form.wants.username, person.username).set(form.wants.password, person.password)
      const body = String(new URLSearchParams([...fields]))
      going = { method: 'POST', url: form.action, by: 'form', body, ...(form.wants && { username: person.username }) }
    }
    throw new Problem('peer-garbled', 'The browser was sent on without an end.', { members: { peer: 'login-gateway' } })
  }

  const toGateway = (path: string): Going => ({ method: 'GET', url: new URL(path, places.gateway), by: 'person' })

  return {
    async open(path, who, how = {}) {
      const { url, answer } = await follow(toGateway(path), how, who === 'outside', () => false)
      if (client.placeOf(url) === 'gateway') return seeAnswer(answer)
      return seenAtProvider(answer, url)
    },
    async ask(path, how = {}) {
      const { answer, next } = await send(toGateway(path), how)
      if (!next) return seeAnswer(answer)
      return { status: answer.status, sentTo: { provider: 'jwt-factory', gateway: 'login-gateway' }[client.placeOf(next) ?? 'gateway'] } // prettier-ignore
    },
    async untilSentBack(path) {
      const { next } = await follow(toGateway(path), {}, false, (to) => client.placeOf(to) === 'gateway' && to.searchParams.has('code')) // prettier-ignore
      if (!next)
        throw new Problem('peer-garbled', 'Nobody was sent back with a code.', { members: { peer: 'jwt-factory' } })
      return next.pathname + next.search
    },
    get cameBackBy() {
      return cameBackBy
    },
    finds: parts.finds,
    another: (name, cookies) =>
      cookies === 'copied'
        ? createBrowser(parts, jar.copy(), name)
        : createBrowser({ ...parts, person: parts.stranger ?? person }, createCookieJar(), name),
  }
}

function seenAtProvider(answer: OutsideAnswer, url: URL): Seen {
  const wantsPassword = readPageForm(answer.text, url)?.wants !== undefined
  if (!wantsPassword) return { ...seeAnswer(answer), at: 'jwt-factory' }
  return { status: answer.status, at: 'jwt-factory', shows: 'a form for a name and a password' }
}

const sentElsewhere = () =>
  new Problem(
    'peer-garbled',
    'The browser was sent to an address that is neither the gateway of the sandbox nor its provider: does LOGIN_GATEWAY_URL name another?',
    {
      members: { peer: 'login-gateway' },
    },
  )

/** What only the gateway may say: in its own spelling, in another case, and with the other sign for a hyphen or an underscore. */
const asSomebody = (name: string) => ({
  jwt: name,
  'My-Access-Token': name,
  my_access_token: name,
  'X-Name': name,
  x_nickname: name,
  'x-picture': name,
  authorization: `Bearer ${name}`,
})
