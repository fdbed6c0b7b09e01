import { render } from 'preact'
import { html } from '#core/page/html'
import type { PlayLine } from '../../plays/kept-play.ts'
import { startPage } from '../../shell/live.browser.ts'
import { PlaysView } from './plays.view.ts'

/** As many as the console keeps. */
const MOST = 200

const page = startPage<{ plays: readonly PlayLine[] }>(() => {}, {
  play: (line: PlayLine) => {
    plays = [line, ...plays.filter(({ traceId }) => traceId !== line.traceId)].slice(0, MOST)
    draw()
  },
})
const main = document.querySelector('#main')
let { plays } = page.state

function draw(): void {
  if (main) render(html`<${PlaysView} plays=${plays} />`, main)
}

draw()
