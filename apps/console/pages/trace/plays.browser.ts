import { render } from 'preact'
import { html } from '#core/page/html'
import type { PlayLine } from '../../plays/kept-play.ts'
import { startPage } from '../../shell/live.browser.ts'
import { PlaysView, type PlaysProps } from './plays.view.ts'

/** As many as the console keeps. */
const MOST = 200

const page = startPage<PlaysProps>(() => {}, {
  play: (line: PlayLine) => {
    plays = [line, ...plays.filter(({ traceId }) => traceId !== line.traceId)].slice(0, MOST)
    draw()
  },
})
const main = document.querySelector('#main')
const { port } = page.state
let { plays } = page.state
let isRefusedOnly = false

function draw(): void {
  const props: PlaysProps = { plays, port, isRefusedOnly, onRefusedOnly }
  if (main) render(html`<${PlaysView} ...${props} />`, main)
}

function onRefusedOnly(): void {
  isRefusedOnly = !isRefusedOnly
  draw()
}

draw()
