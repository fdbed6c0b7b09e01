import { render } from 'preact'
import { html } from '#core/page/html'
import type { PlayLine } from '../../plays/kept-play.ts'
import { startPage } from '../../shell/live.browser.ts'
import { PlaysView, type PlaysProps } from './plays.view.ts'

/** As many as the console keeps. */
const MOST = 200

const page = startPage<PlaysProps>(() => void refresh(), {
  play: (line: PlayLine) => {
    heard?.push(line)
    add(line)
    draw()
  },
})
const main = document.querySelector('#main')
const { port } = page.state
let { plays } = page.state
let isRefusedOnly = false
/** What was told while the list is asked for: it may be missing in the answer. */
let heard: PlayLine[] | undefined

function draw(): void {
  const props: PlaysProps = { plays, port, isRefusedOnly, onRefusedOnly }
  if (main) render(html`<${PlaysView} ...${props} />`, main)
}

function add(line: PlayLine): void {
  plays = [line, ...plays.filter(({ traceId }) => traceId !== line.traceId)].slice(0, MOST)
}

/** Nobody has listened while the page was not seen. */
async function refresh(): Promise<void> {
  const mine: PlayLine[] = []
  heard = mine
  const now = await page.ask<Pick<PlaysProps, 'plays'>>('GET', '/api/plays').catch(() => undefined)
  if (heard !== mine) return // it was asked for again meanwhile
  heard = undefined
  if (!now) return // the bar at the top says that the console does not answer
  plays = now.plays
  for (const line of mine) add(line)
  draw()
}

function onRefusedOnly(): void {
  isRefusedOnly = !isRefusedOnly
  draw()
}

draw()
