import { html, type View } from '#core/page/html'
import type { AuditDifference } from '../../audit/audit-entry.ts'
import type { NextTokens } from '../../admin/next-tokens.ts'
import type { Visitor } from '../admin-visit.ts'
import { DifferenceList } from './differences.view.ts'
import { AdminSays, FormToken } from './frame.view.ts'
import { TokensCompared } from './next-token.view.ts'

/** What a change is about, for whoever decides about it. */
export interface ChangeShown {
  /** "Change the group Writers". */
  title: string
  differences: readonly AuditDifference[]
  moreDifferences: number
  tokens: NextTokens
  /** Names of what the differences name by ids. */
  nameOf(kind: string, id: number): string
  /** Where one goes instead, or afterwards. */
  back: string
}

export interface ChangeOfferProps extends ChangeShown {
  visitor: Visitor
  /** Where it is sent, with what. */
  action: string
  fields: readonly (readonly [name: string, value: string])[]
  version: number
  /** Somebody else has changed the directory in between. */
  isLate: boolean
  isDanger: boolean
  /** Asked for at the last moment, and never shown again. */
  secrets?: View
  /** Why they were not taken. */
  trouble?: string
}

/** What a change would do, before it is made: nothing is changed yet. */
export const ChangeOffer = (props: ChangeOfferProps): View => html`
  <h1>${props.title}?</h1>
  <p class="quiet">Nothing is changed yet. This is what would be.</p>
  ${
    props.isLate &&
    html`<${AdminSays} outcome="refused"
      ><p>Somebody else has changed the directory in the meantime. Look again: this is what your change does now.</p><//
    >`
  }
  <${DifferenceList} differences=${props.differences} more=${props.moreDifferences} nameOf=${props.nameOf} />
  <${TokensCompared} tokens=${props.tokens} isDone=${false} />
  <form class="card stack" method="post" action=${props.action}>
    <${FormToken} visitor=${props.visitor} />
    <input type="hidden" name="step" value="save" />
    <input type="hidden" name="version" value=${String(props.version)} />
    ${props.trouble && html`<${AdminSays} outcome="refused"><p>${props.trouble}</p><//>`}
    ${props.fields.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)} ${props.secrets}
    <div class="row">
      <button class=${props.isDanger ? 'danger' : 'main'} type="submit">
        ${props.isDanger ? 'Yes, do it' : 'Save'}
      </button>
      <a class="button" href=${props.back}>Cancel</a>
    </div>
  </form>
`

/** What a change has done. */
export const ChangeDone = ({ title, back, ...shown }: ChangeShown): View => html`
  <h1>${title}</h1>
  <${AdminSays} outcome="good"
    ><p><strong>Saved.</strong> Tokens that are out stay as they are until they end; the next ones are new.</p><//
  >
  <${DifferenceList} differences=${shown.differences} more=${shown.moreDifferences} nameOf=${shown.nameOf} />
  <${TokensCompared} tokens=${shown.tokens} isDone=${true} />
  <p><a class="button" href=${back}>Go on</a></p>
`
