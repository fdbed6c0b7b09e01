import type { WorkshopTold } from '../workshop/workshop-state.ts'
import type { TickNote } from './tick-note.view.ts'

/** So long a note stays, and longer while somebody is at it. Milliseconds. */
const NOTE_STAYS = 15_000

/** What is known of the workshop on any page. */
export interface WorkshopOnPage {
  told(): WorkshopTold
  note(): TickNote | undefined
  onTold(told: WorkshopTold): void
}

/** @param shows whether the page itself shows what is ticked @param draw draws the bar at the top */
export function followWorkshop(first: WorkshopTold, shows: boolean, draw: () => void): WorkshopOnPage {
  let told = first
  let note: TickNote | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function close(): void {
    clearTimeout(timer)
    note = undefined
    draw()
  }
  function closeUnlessRead(): void {
    if (document.querySelector('.tick-note:is(:hover, :focus-within)')) timer = setTimeout(closeUnlessRead, NOTE_STAYS)
    else close()
  }

  return {
    told: () => told,
    note: () => note,
    onTold(now) {
      told = now
      if (now.ticked && !shows) {
        note = { ticked: now.ticked, close }
        clearTimeout(timer)
        timer = setTimeout(closeUnlessRead, NOTE_STAYS)
      }
      draw()
    },
  }
}
