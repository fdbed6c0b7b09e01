import { render } from 'preact'
import { showResult } from '#core/page/browser/show-result.browser'
import { html } from '#core/page/html'
import { startPage } from '../../shell/live.browser.ts'
import { handToBench } from '../bench/hand-over.browser.ts'
import type { ClientsActions, ClientsState, TokenForClient, PublishedIssuer, ShownRegister } from './clients-state.ts'
import { ClientsView } from './clients.view.ts'
import { formOfQuestion, questionFor } from './question.ts'

const page = startPage<ClientsState>(() => void refresh())
const main = document.querySelector('#main')
let state = page.state

function draw(): void {
  if (main) render(html`<${ClientsView} state=${state} actions=${actions} />`, main)
}

function become(change: Partial<ClientsState>): void {
  state = { ...state, ...change }
  draw()
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The factory has started, ended, or been told something. */
async function refresh(): Promise<void> {
  const register = await page.ask<ShownRegister>('GET', '/api/clients').catch(() => undefined)
  if (!register) return draw()
  if (register.trouble !== undefined) return become({ register }) // what was chosen, and the token, are there again when the factory is
  const isThere = register.clients.some(({ id }) => id === state.question.client)
  const wanted = new URLSearchParams(location.search).get('client')
  const other = register.clients.find(({ id }) => id === wanted) ?? register.clients[0]
  become({ register, ...(!isThere && { question: questionFor(other), granted: undefined }) })
  if (state.shows === 'issuer' && state.published?.name !== state.issuer) void showIssuer(state.issuer)
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
  toBench: () => state.granted && handToBench(state.granted.token),
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
    void refresh()
  } catch (error) {
    if (question === state.question) become({ ...NOTHING_ASKED, trouble: messageOf(error) })
  }
  showResult('.token-result')
}

async function showIssuer(issuer: string): Promise<void> {
  become({ shows: 'issuer', issuer, issuerTrouble: undefined, waitsFor: 'issuer' })
  try {
    const published = await page.ask<PublishedIssuer>('GET', `/api/issuers/${encodeURIComponent(issuer)}`)
    if (state.issuer === issuer) become({ published, waitsFor: undefined })
  } catch (error) {
    if (state.issuer === issuer) become({ issuerTrouble: messageOf(error), waitsFor: undefined })
  }
}

draw()
