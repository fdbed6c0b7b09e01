import { expect, test } from 'vitest'
import { html, type View } from '#core/page/html'
import { renderPage } from '#core/page/render-page'
import { openScriptedConsole } from '../test-console.ts'
import { BenchView } from './bench/bench.view.ts'
import { ClientsView } from './clients/clients.view.ts'
import { ControlView } from './control/control.view.ts'
import { LabView } from './attack-lab/lab.view.ts'
import { JudgeView } from './judge/judge.view.ts'
import { KeysView } from './keys/keys.view.ts'
import { RegistryView } from './registry/registry.view.ts'
import { StageView } from './stage/stage.view.ts'

const { http } = await openScriptedConsole()

/** What a page begins with. */
async function stateOf(path: string): Promise<object> {
  const { text } = await http.get(path).set('accept', 'text/html').expect(200)
  return JSON.parse(/<script type="application\/json" id="state">(.*?)<\/script>/s.exec(text)?.[1] ?? '').page
}

const CLIENT = {
  id: 'a',
  audience: 'a',
  audiences: ['b'],
  proves: ['client_secret'],
  secrets: 1,
  scopes: [],
  trustedIssuers: [],
  lifetime: 60,
}
const register = { count: 1, clients: [CLIENT], removed: [], issuers: [] }

type AnyView = (props: never) => View
const NOTHING_LOADED = {
  style: '',
  icon: '',
  entry: () => ({ name: '', imports: [] }),
}

function shown(view: AnyView, state: object): string {
  const body = html`<${view} state=${state} house=${{ processes: [] }} now=${0} />`
  return renderPage({ title: '', of: '', body }, NOTHING_LOADED, { theme: '', folder: '' }).replaceAll(/<[^>]+>/g, '')
}

test.each<[string, AnyView, object, RegExp]>([
  ['/', StageView, { isWaiting: true }, /Playing ….*takes up to five seconds/s],
  ['/bench', BenchView, { waitsFor: 'sample' }, /Asking …/],
  ['/bench', BenchView, { waitsFor: 'decode' }, /Taking it apart …/],
  ['/bench', BenchView, { waitsFor: 'check', tab: 'check' }, /Checking …/],
  ['/bench', BenchView, { waitsFor: 'sign', tab: 'sign' }, /Signing …/],
  ['/bench', BenchView, { waitsFor: 'send', tab: 'send' }, /Waiting for the answer …/],
  ['/attacks', LabView, { waitsFor: 'run' }, /Trying the good token first …/],
  ['/attacks', LabView, { waitsFor: 'matrix' }, /Playing and replaying …/],
  ['/judge', JudgeView, { name: 'valid', isWaiting: true }, /Asking all of them …/],
  [
    '/clients',
    ClientsView,
    { register, question: { client: 'a', presented: {}, scopes: [], grant: 0 }, waitsFor: 'token' },
    /Asking …/,
  ],
  ['/clients', ClientsView, { shows: 'issuer', waitsFor: 'issuer' }, /Asking it …/],
  ['/keys', KeysView, { waiting: 'Rotating …' }, /Rotating …/],
  ['/control', ControlView, { waiting: 'Moving the clock …' }, /Moving the clock …/],
  ['/registry', RegistryView, { waiting: 'Approving …' }, /Approving …/],
])('%s says that it waits, and for what: %s %o', async (path, view, change, words) => {
  const state = await stateOf(path)
  expect(shown(view, state)).not.toMatch(words)
  expect(shown(view, { ...state, ...change })).toMatch(words)
})
