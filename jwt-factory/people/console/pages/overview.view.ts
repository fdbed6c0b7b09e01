import { html, type View } from '#core/page/html'
import { agoText, dateText, spanText } from '#core/page/time-text'
import { stokeLettersOf, type Visitor } from '../admin-visit.ts'
import { Letters } from './account.view.ts'
import { NextTokenSays } from './next-token.view.ts'
import { LastNotes, type AuditLine } from './audit.view.ts'

export interface OverviewProps {
  visitor: Visitor
  /** Absent: not for whoever looks. */
  totals?: readonly { what: string; count: number; path: string }[]
  claims: Readonly<Record<string, unknown>>
  /** What happens next to the keys. */
  nextOfKeys: { words: string; at: number } | undefined
  now: number
  /** By the clock of the audit log, which nobody moves. */
  auditNow: number
  /** Absent: not for whoever looks. */
  last?: readonly AuditLine[]
}

/** What one sees first. */
export const Overview = ({ visitor, totals, claims, nextOfKeys, now, auditNow, last }: OverviewProps): View => html`
  <h1>People</h1>
  ${
    totals &&
    html`<div class="admin-totals">
      ${totals.map(({ what, count, path }) => html`<a href=${path}><strong>${count}</strong>${what}</a>`)}
    </div>`
  }
  <div class="admin-entry">
    <div class="stack">
      <section class="card stack">
        <h2>What you may do here</h2>
        <${Letters} letters=${stokeLettersOf(visitor.person)} />
        <p><a href="/admin/rights">All letters</a></p>
      </section>
      ${
        nextOfKeys &&
        html`<section class="card stack-small">
          <h2>Keys</h2>
          <p>
            ${`${nextOfKeys.words} ${nextOfKeys.at > now ? `in ${spanText(nextOfKeys.at - now)}` : agoText(now - nextOfKeys.at)}, at `}<span
              class="mono"
              >${dateText(nextOfKeys.at)}</span
            >
          </p>
          <p><a href="/admin/keys">The time line</a></p>
        </section>`
      }
    </div>
    <div class="stack"><${NextTokenSays} claims=${claims} /></div>
  </div>
  ${
    last &&
    html`<section class="stack" aria-label="What was last">
      <h2>What was last</h2>
      <${LastNotes} lines=${last} now=${auditNow} />
      <p><a href="/admin/audit">All of the audit log</a></p>
    </section>`
  }
`
