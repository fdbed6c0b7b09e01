import { html, type View } from '#core/page/html'
import { isNamedToken, NAMED_TOKEN_IDS, NAMED_TOKENS } from '#core/token/named-tokens'
import { WAYS_ON_BENCH, type BenchActions, type BenchState } from './bench-state.ts'

interface NameOnBenchProps {
  state: BenchState
  actions?: BenchActions | undefined
}

/** A token by its name: it is put into the fields, so that everybody sees what is different. */
export const NameOnBench = ({ state, actions }: NameOnBenchProps): View => html`
  <div class="stack">
    <label class="field">
      <span>Token by name</span>
      <select
        name="named"
        value=${state.named}
        onChange=${({ target: { value } }: { target: { value: string } }) =>
          actions?.useNamed(isNamedToken(value) ? value : '')}
      >
        <option value="" selected=${state.named === ''}>none: as it is written</option>
        ${NAMED_TOKEN_IDS.map(
          (id) =>
            html`<option value=${id} selected=${id === state.named}>
              ${id}: a token that ${NAMED_TOKENS[id].title}
            </option>`,
        )}
      </select>
    </label>
    <p class="small quiet named-words" aria-live="polite"><${NamedWords} state=${state} /></p>
  </div>
`

function NamedWords({ state: { named, differs, goodOne, signer, isExact, choices } }: NameOnBenchProps): View {
  if (named === '')
    return html`<span>A name changes one thing in what is written below, made good where its time is over.</span>`
  const { brought } = NAMED_TOKENS[named]
  const by = choices.signers[signer]
  const parts = [
    named === 'valid' && 'All others differ from this one.',
    differs.length > 0 && `Different from the good one: ${differs.join(', ')}.`,
    goodOne !== undefined && goodOne.signer !== signer && `It is signed by ${by?.label}.`,
    by?.kind === 'service' && isExact && 'A service writes alg and kid itself: let the factory sign.',
    brought === 'no-token' && 'It can be signed all the same: “Send” leaves it out.',
    brought !== undefined && brought !== 'no-token' && `“Send” brings it ${WAYS_ON_BENCH[brought]}.`,
  ]
  return html`<span>${parts.filter((each) => each !== false).join(' ')}</span>`
}
