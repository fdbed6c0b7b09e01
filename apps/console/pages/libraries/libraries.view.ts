import { html, type View } from '#core/page/html'
import type { LibrariesState, ShownCell, ShownLibrary } from './libraries-state.ts'

const WHO_WORDS: Record<LibrariesState['who'], string> = {
  libraries:
    'Each guards one route of a small service, as its users write it: by default with issuer, audience and key set, as most tutorials show it, and hardened with every setting that it has.',
  dialects:
    'Systems as this sandbox imitates them, and its own strict verifier, which takes any token of the issuer here: the profile of RFC 9068 is asked for elsewhere.',
}

/** What libraries and gateways say to the catalogue: counts and words by library, and the cases by family. */
export const LibrariesView = ({ state }: { state: LibrariesState }): View => html`
  <div class="libraries stack">
    <h1>What libraries say to the catalogue</h1>
    <p class="quiet">${WHO_WORDS[state.who]} Measured on ${state.made}, with the key set left as it is.</p>
    <${Choices} state=${state} />
    <section class="stack" aria-label="By library">
      <div class="library-cards">
        ${state.columns.map((column) => html`<${LibraryCard} key=${column.title} library=${column} />`)}
      </div>
    </section>
    <p class="library-legend small">
      ${state.legend.flatMap(({ sign, words, kind }) =>
        sign === ' ' ? [] : [html`<span><b class=${`library-mark ${kind}`}>${sign}</b> ${words}</span>`],
      )}
      ${state.who === 'libraries' && html`<span>Two signs: by default, and hardened.</span>`}
    </p>
    ${state.sections.map(
      ({ family, rows }) => html`
        <section class="stack" key=${family}>
          <h2>${family}</h2>
          <div class="table-frame stacks library-table">
            <table>
              <thead>
                <tr>
                  <th scope="col">Case</th>
                  ${state.columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  (row) => html`
                    <tr key=${row.id}>
                      <td class="whole">
                        <code>${row.id}</code> <span class="quiet small">${row.class}, ${row.level}</span><br />
                        ${row.title}
                      </td>
                      ${row.cells.map(
                        (cell, at) => html`<${VerdictCell} cell=${cell} label=${state.columns[at]?.title ?? ''} />`,
                      )}
                    </tr>
                  `,
                )}
              </tbody>
            </table>
          </div>
        </section>
      `,
    )}
  </div>
`

const VerdictCell = ({ cell, label }: { cell: ShownCell; label: string }): View => html`
  <td class=${cell.isWrong ? '' : 'fine'} data-label=${label}>
    ${cell.marks.map(
      ({ sign, words, kind }) =>
        html`<span class=${`library-mark ${kind}`} title=${words}
          ><span aria-hidden="true">${sign}</span><span class="unseen">${words}. </span></span
        >`,
    )}
  </td>
`

function addressOf(state: LibrariesState, change: Partial<Pick<LibrariesState, 'who' | 'family' | 'isAll'>>): string {
  const { who, family, isAll } = { ...state, ...change }
  const query = new URLSearchParams({
    ...(who === 'dialects' && { who }),
    ...(family !== undefined && { family }),
    ...(isAll && { all: '1' }),
  }).toString()
  return query === '' ? '/attacks/libraries' : `/attacks/libraries?${query}`
}

const Choices = ({ state }: { state: LibrariesState }): View => html`
  <nav class="library-choices" aria-label="What is shown">
    <p>
      <${Choice} state=${state} change=${{ who: 'libraries', family: undefined }} words="Libraries and gateways" />
      <${Choice} state=${state} change=${{ who: 'dialects', family: undefined }} words="Dialects of this sandbox" />
    </p>
    <p>
      <${Choice} state=${state} change=${{ isAll: false }} words="Only what is wrong" />
      <${Choice} state=${state} change=${{ isAll: true }} words="All that was sent" />
    </p>
    <p>
      <${Choice} state=${state} change=${{ family: undefined }} words="All families" />
      ${state.families.map(
        (family) => html`<${Choice} key=${family} state=${state} change=${{ family }} words=${family} />`,
      )}
    </p>
  </nav>
`

const Choice = ({
  state,
  change,
  words,
}: {
  state: LibrariesState
  change: Partial<LibrariesState>
  words: string
}): View => {
  const isChosen = Object.entries({ ...change, ...(change.who !== undefined && { family: state.family }) }).every(
    ([name, value]) => state[name as keyof LibrariesState] === value, // a change is a part of it
  )
  return html`<a class="library-choice" href=${addressOf(state, change)} aria-current=${isChosen ? 'true' : undefined}
    >${words}</a
  >`
}

const LibraryCard = ({ library: { title, versions, counts, remarks } }: { library: ShownLibrary }): View => html`
  <article class="card library-card">
    <h2>${title}</h2>
    <p class="quiet small">${versions}</p>
    <p>
      ${counts.map(
        ({ how, wrong, sent }) => html`
          <span class="library-count"><b>${wrong}</b> of ${sent} wrong${how !== 'dialect' && `, ${how}`}</span>
        `,
      )}
    </p>
    ${
      remarks.length > 0 &&
      html`<details>
        <summary>What it gets wrong</summary>
        <p>By default it</p>
        <ul>
          ${remarks.flatMap(({ text, mendedBy }) =>
            mendedBy === undefined ? [] : [html`<li>${text}. Mended by ${mendedBy.replaceAll('`', '')}</li>`],
          )}
        </ul>
        <p>With every setting that it has, it still</p>
        <ul>
          ${remarks.flatMap(({ text, mendedBy }) =>
            mendedBy === undefined ? [html`<li>${text.replaceAll('`', '')}</li>`] : [],
          )}
        </ul>
      </details>`
    }
  </article>
`
