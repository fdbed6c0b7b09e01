import { html, type View } from '#core/page/html'
import type { AuditDifference } from '../../audit/audit-entry.ts'

export interface DifferenceListProps {
  differences: readonly AuditDifference[]
  /** So many more are not told. */
  more: number
  nameOf?(kind: string, id: number): string
}

/** What is different about entries of the directory, each field with what it was and is. */
export function DifferenceList({ differences, more, nameOf = (_kind, id) => `#${id}` }: DifferenceListProps): View {
  if (differences.length === 0) return html`<p class="card quiet">It is so already: nothing is different.</p>`
  return html`
    <ul class="difference-list">
      ${differences.map((one) => html`<${OneDifference} difference=${one} nameOf=${nameOf} />`)}
      ${more > 0 && html`<li class="quiet small">and ${more} more</li>`}
    </ul>
  `
}

const WORDS_OF_FIELDS: Readonly<Record<string, string>> = {
  firstName: 'first name',
  lastName: 'last name',
  shortName: 'claim',
  createdAt: 'made',
}

/** Fields with ids: of what kind these are. */
const KINDS_OF_IDS: Readonly<Record<string, string>> = { groups: 'group', claims: 'claim', group: 'group' }

/** What nobody has chosen. */
const NOT_TOLD = new Set(['createdAt'])

function OneDifference({
  difference,
  nameOf,
}: {
  difference: AuditDifference
  nameOf: (kind: string, id: number) => string
}): View {
  const { kind, name, before, after } = difference
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (field) => !NOT_TOLD.has(field),
  )
  const verb = before ? (after ? 'changes' : 'goes') : 'is new'
  return html`
    <li>
      <p>
        <span class="quiet">${`${kind} `}</span><strong class="foreign">${name}</strong
        ><span class="quiet">${` ${verb}`}</span>
      </p>
      <dl class="fields-changed small">
        ${fields.map((field) => {
          const kindOfIds = KINDS_OF_IDS[field]
          const shown = (value: unknown) =>
            kindOfIds ? idsText(value, (id) => nameOf(kindOfIds, id)) : valueText(value)
          return html`
            <div>
              <dt>${WORDS_OF_FIELDS[field] ?? field}</dt>
              <dd>
                ${before && html`<del class="foreign">${shown(before[field])}</del>`}
                ${before && after && html`<span aria-hidden="true"> → </span>`}
                ${after && html`<ins class="foreign">${shown(after[field])}</ins>`}
              </dd>
            </div>
          `
        })}
      </dl>
    </li>
  `
}

const valueText = (value: unknown): string =>
  value === undefined || value === '' ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)

/** Lists of ids that are cut end with words. */
function idsText(value: unknown, nameOf: (id: number) => string): string {
  const list = Array.isArray(value) ? value : [value]
  const names = list.map((each) => (typeof each === 'number' ? nameOf(each) : String(each ?? 'nothing')))
  return names.join(', ') || 'nothing'
}
