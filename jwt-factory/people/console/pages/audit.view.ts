import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { agoText, dateText } from '#core/page/time-text'
import { AUDIT_SHARES, type AuditEntry, type AuditShare } from '../../audit/audit-entry.ts'
import { whoDid } from '../../audit/who-did.ts'
import { DifferenceList } from './differences.view.ts'

/** An entry, and in which share it is. */
export interface AuditLine extends AuditEntry {
  share: AuditShare
}

export interface AuditPageProps {
  share: AuditShare
  entries: readonly AuditEntry[]
  /** So many older ones are kept and not shown. */
  more: number
  now: number
  nameOf(kind: string, id: number): string
}

const SHARE_WORDS: Record<AuditShare, string> = {
  changes: 'Changes',
  own: 'Of themselves',
  mirrored: 'Mirrored',
  refusals: 'Refused to admins',
  logins: 'Logins',
  renewals: 'Renewals',
  failures: 'Refused logins',
  strangers: 'Strangers',
}

const REFUSED: ReadonlySet<AuditShare> = new Set(['refusals', 'failures', 'strangers'])

/** Who did what, when, and what was refused to them. */
export const AuditPage = ({ share, entries, more, now, nameOf }: AuditPageProps): View => html`
  <h1>Audit log</h1>
  <nav class="tabs" aria-label="Parts of the log">
    ${(Object.keys(SHARE_WORDS) as AuditShare[]).map(
      (each) =>
        html`<a href=${`/admin/audit?share=${each}`} aria-current=${each === share ? 'page' : undefined}
          >${SHARE_WORDS[each]}</a
        >`,
    )}
  </nav>
  <p class="quiet small">
    The newest ${AUDIT_SHARES[share]} are kept. Each part has its own room: a flood of one pushes nothing out of
    another.
  </p>
  ${entries.length === 0 && html`<p class="empty">Nothing yet.</p>`}
  <ol class="audit-list">
    ${entries.map(
      (entry) => html`
        <li>
          <${Note} line=${{ ...entry, share }} now=${now} />
          ${entry.differences && html`<${DifferenceList} differences=${entry.differences} more=${entry.moreDifferences ?? 0} nameOf=${nameOf} />`}
        </li>
      `,
    )}
  </ol>
  ${more > 0 && html`<p class="quiet small">and ${more} older ones</p>`}
`

/** Some of it, without what was different. */
export const LastNotes = ({ lines, now }: { lines: readonly AuditLine[]; now: number }): View =>
  lines.length === 0
    ? html`<p class="empty">Nothing yet.</p>`
    : html`<ol class="audit-list">
        ${lines.map((line) => html`<li><${Note} line=${line} now=${now} /></li>`)}
      </ol>`

const Note = ({ line, now }: { line: AuditLine; now: number }): View => {
  const { share, what, on, reason, from, at, leftOut } = line
  const name = whoDid(line, share)
  return html`
    <p class="audit-note">
      <time class="mono quiet" title=${agoText(now - at)}>${dateText(at)}</time>
      <${Mark} outcome=${REFUSED.has(share) ? 'refused' : 'good'} word=${what.replaceAll('-', ' ')} />
      <span>
        <strong class="foreign">${name}</strong>
        ${on && on.name !== name && html`<span><span class="quiet">${` ${on.kind} `}</span><span class="foreign">${on.name}</span></span>`}
        ${reason && html`<span>${' '}<span class="chip">${reason}</span></span>`}
      </span>
      <span class="small quiet foreign"
        >${from ?? ''}${leftOut ? ` · ${leftOut} more before it, too fast to be written down` : ''}</span
      >
    </p>
  `
}
