import { html, type View } from '#core/page/html'
import type { DirectoryClaim } from '../../directory/document.ts'
import type { Visitor } from '../admin-visit.ts'
import { Chips, TextField, Ticks, type Tick } from './fields.view.ts'
import { FormToken, Withheld } from './frame.view.ts'
import { PageLinks, type ListPart } from './list.view.ts'

export interface ClaimsProps {
  claims: ListPart<DirectoryClaim & { groupNames: readonly string[] }>
  mayChange: boolean
}

/** What tokens say of people. */
export const ClaimsView = ({ claims, mayChange }: ClaimsProps): View => html`
  <div class="admin-head">
    <h1>Claims</h1>
    ${
      mayChange
        ? html`<a class="button" href="/admin/claims/new">New claim</a>`
        : html`<${Withheld} what="New claim" why="needs the letter C" />`
    }
  </div>
  <${PageLinks} part=${claims} path="/admin/claims" />
  <div class="table-frame">
    <table class="admin-table">
      <caption class="unseen">
        Claims
      </caption>
      <thead>
        <tr>
          <th scope="col">In the token</th>
          <th scope="col">Name</th>
          <th scope="col">What it is for</th>
          <th scope="col">Groups</th>
        </tr>
      </thead>
      <tbody>
        ${claims.shown.map(
          ({ id, name, shortName, value, description, groupNames }) => html`
            <tr>
              <th scope="row" data-label="In the token">
                <a href=${`/admin/claims/${id}`}><code class="foreign">${shortName}=${value}</code></a>
              </th>
              <td data-label="Name"><span class="foreign">${name}</span></td>
              <td data-label="What it is for"><span class="foreign">${description}</span></td>
              <td data-label="Groups">
                <span class="foreign">${groupNames.join(', ') || html`<span class="quiet">none</span>`}</span>
              </td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`

export interface ClaimPageProps {
  visitor: Visitor
  /** Absent: a new one. */
  claim?: DirectoryClaim
  version: number
  /** Absent: not for whoever looks. */
  groups?: readonly Tick[]
  /** Ids of those that have it. */
  holders: readonly number[]
  mayChange: boolean
  /** Whether a value with commas is taken: it reads as several. */
  takesCommas: boolean
}

/** A claim, and which groups have it. */
export function ClaimPage(props: ClaimPageProps): View {
  const { claim, mayChange, groups, holders } = props
  const held = groups?.filter(({ id }) => holders.includes(id)).map(({ name }) => name)
  return html`
    <h1>${claim ? html`<code class="foreign">${claim.shortName}=${claim.value}</code>` : 'New claim'}</h1>
    <div class="admin-entry">
      ${mayChange ? html`<${ClaimFields} ...${props} />` : html`<${ClaimRead} claim=${claim} />`}
      <div class="stack">
        ${
          claim &&
          html`<section class="card stack">
            <h2>Groups with it</h2>
            ${held ? html`<${Chips} names=${held} none="none: no token says it" />` : html`<p class="small quiet">${holders.length}; their names are for whoever reads groups (s, g, G or U)</p>`}
          </section>`
        }
        ${claim && mayChange && html`<${RemoveClaim} ...${props} />`}
      </div>
    </div>
  `
}

const ClaimFields = ({ claim, visitor, version, groups, holders, takesCommas }: ClaimPageProps): View => html`
  <form class="card stack" method="post" action=${claim ? `/admin/claims/${claim.id}` : '/admin/claims'}>
    <${FormToken} visitor=${visitor} />
    <input type="hidden" name="version" value=${String(version)} />
    <div class="admin-fields">
      <${TextField} name="name" label="Name" value=${claim?.name} />
      <${TextField} name="shortName" label="Claim in the token" value=${claim?.shortName} />
      <${TextField}
        name="value"
        label="Value"
        value=${claim?.value}
        isLong=${true}
        hint=${takesCommas ? 'unsafe_claims: with commas it reads as several values' : 'without commas: make a claim of each'}
      />
      <${TextField}
        name="description"
        label="What it is for"
        value=${claim?.description}
        isLong=${true}
        isOptional=${true}
      />
    </div>
    ${groups && html`<${Ticks} name="groups" legend="Groups with it" all=${groups} ticked=${holders} none="There is no group yet." />`}
    <div class="row">
      <button class="main" type="submit">See what it does</button
      ><span class="small quiet">nothing is changed by that</span>
    </div>
  </form>
`

const ClaimRead = ({ claim }: { claim: DirectoryClaim | undefined }): View => html`
  <section class="card stack">
    <p class="foreign"><strong>${claim?.name}</strong></p>
    <p class="foreign">${claim?.description}</p>
    <${Withheld} what="Change" why="needs the letter C" />
  </section>
`

const RemoveClaim = ({ claim, visitor }: ClaimPageProps): View => html`
  <form class="card admin-danger" method="post" action=${`/admin/claims/${claim?.id}/remove`}>
    <${FormToken} visitor=${visitor} />
    <p><strong>Remove this claim</strong><br /><span class="small quiet">No next token says it.</span></p>
    <button class="danger" type="submit">Remove …</button>
  </form>
`
