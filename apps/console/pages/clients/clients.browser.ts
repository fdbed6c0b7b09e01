import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import type { RingsNow } from '../../live/told.ts'
import { startPage } from '../../shell/live.browser.ts'
import { lookAgain } from '../../shell/look-again.browser.ts'
import { handToken } from '../bench/hand-over.browser.ts'
import type { ClientsActions, ClientsState, TokenForClient, PublishedIssuer, ShownRegister } from './clients-state.ts'
import { ClientsView } from './clients.view.ts'
import { kidsOfIssuer, publishedKids } from './issuer-kids.ts'
import { formOfQuestion, questionFor } from './question.ts'

const page = startPage<ClientsState>(() => void register.atOnce(), { play: () => register.soon() }) // keys may change in it
const main = document.querySelector('#main')
let state = page.state
let asked = 0
/** The keys that the issuer had when its documents were read. */
let knownKids = publishedKids(state.published?.jwks)

function draw(): void {
  if (main) render(html`<${ClientsView} state=${state} actions=${actions} />`, main)
}

function become(change: Partial<ClientsState>): void {
  state = { ...state, ...change }
  draw()
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Keys change by their timer, too, and by whoever rotates them: no event tells of that. */
const register = lookAgain(async () => {
  await refresh()
  return JSON.stringify([state.register, state.published])
})

async function refresh(): Promise<void> {
  const told = await page.ask<ShownRegister>('GET', '/api/clients').catch(() => undefined)
  if (!told) return draw()
  if (told.trouble !== undefined) return become({ register: told }) // what was chosen, and the token, are there again when the factory is
  const isThere = told.clients.some(({ id }) => id === state.question.client)
  const wanted = new URLSearchParams(location.search).get('client')
  const other = told.clients.find(({ id }) => id === wanted) ?? told.clients[0]
  become({ register: told, ...(!isThere && { question: questionFor(other), granted: undefined }) })
  if (state.shows === 'issuer') await readChangedIssuer(state.issuer)
}

async function readChangedIssuer(issuer: string): Promise<void> {
  const { holders } = await page.ask<RingsNow>('GET', `/api/keys?${new URLSearchParams({ like: issuer })}`)
  const kids = kidsOfIssuer(holders, issuer)
  if (kids === undefined || (kids === knownKids && state.published?.name === issuer)) return
  knownKids = kids
  if (state.issuer === issuer) await readIssuer(issuer)
}

const NOTHING_ASKED = { granted: undefined, trouble: undefined, waitsFor: undefined }

const keepInAddress = (name: string, value: string) =>
  history.replaceState(null, '', `?${new URLSearchParams({ [name]: value })}`)

const actions: ClientsActions = {
  choose(id) {
    const client = state.register.clients.find((each) => each.id === id)
    become({ ...NOTHING_ASKED, shows: 'client', question: questionFor(client, state.question.issuer) })
    keepInAddress('client', id)
  },
  ask: (change) => become({ question: { ...state.question, ...change }, granted: undefined, trouble: undefined }),
  getToken: () => void getToken(),
  toBench: () => state.granted && handToken(state.granted.token, '/bench'),
  showIssuer(name) {
    keepInAddress('issuer', name)
    void showIssuer(name)
  },
}

async function getToken(): Promise<void> {
  const { question } = state
  become({ ...NOTHING_ASKED, waitsFor: 'token' })
  try {
    const { client, issuer } = question
    const body = { client, issuer, form: formOfQuestion(question) }
    const granted = await page.ask<TokenForClient>('POST', '/api/clients/token', body)
    if (question !== state.question) return
    const now = Number(Object(granted.decoded.parts[1]?.value)['iat'] ?? 0) * 1000 || state.now
    become({ ...NOTHING_ASKED, granted, now })
    void register.atOnce()
  } catch (error) {
    if (question === state.question) become({ ...NOTHING_ASKED, trouble: messageOf(error) })
  }
  showResult('.token-result')
}

async function showIssuer(issuer: string): Promise<void> {
  become({ shows: 'issuer', issuer, issuerTrouble: undefined, waitsFor: 'issuer' })
  await readIssuer(issuer)
}

/** What was asked for last counts, in whatever order the answers come. */
async function readIssuer(issuer: string): Promise<void> {
  const mine = ++asked
  try {
    const published = await page.ask<PublishedIssuer>('GET', `/api/issuers/${encodeURIComponent(issuer)}`)
    if (mine === asked) become({ published, issuerTrouble: undefined, waitsFor: undefined })
  } catch (error) {
    knownKids = '' // the next look asks again
    if (mine === asked) become({ issuerTrouble: messageOf(error), waitsFor: undefined })
  }
}

draw()
