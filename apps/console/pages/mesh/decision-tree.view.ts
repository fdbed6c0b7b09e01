import { html, type View } from '#core/page/html'
import { Mark } from '#core/page/mark.view'
import { WHY_NOT_SENT, type DecisionBranch, type MeshDecided } from './mesh-state.ts'

/** How a request was decided: each rule in the order of the mesh, and the one that decided. */
export const DecisionTree = ({
  decided: { decision, status, by, branches, sent },
}: {
  decided: MeshDecided
}): View => html`
  <div class="mesh-decided">
    <p class="mesh-verdict">
      <${Mark}
        outcome=${decision === 'allow' ? 'good' : 'refused'}
        word=${decision === 'allow' ? 'allowed' : 'denied'}
      />
      <strong>${status ?? 'no answer'}</strong> <span class="foreign">${by}</span>
    </p>
    <p class="mesh-sent quiet">
      ${
        sent.kind === 'not-sent'
          ? `Decided here; not sent: ${WHY_NOT_SENT[sent.why]}.`
          : html`${
                sent.isLive
                  ? 'Sent through the mesh of scenario 12, which enforces these policies live. It answered '
                  : 'Sent through the mesh of scenario 12, which answered '
              }<strong class="foreign">${sent.answer}</strong>.`
      }
    </p>
    <ol>
      ${branches.map((branch) => html`<${Branch} branch=${branch} isGood=${decision === 'allow'} />`)}
    </ol>
  </div>
`

const Branch = ({ branch, isGood }: { branch: DecisionBranch; isGood: boolean }): View => html`
  <li class=${branch.isDeciding ? 'deciding' : ''}>
    <${Mark}
      outcome=${branch.isDeciding ? (isGood ? 'good' : 'refused') : 'skipped'}
      word=${branch.isDeciding ? 'decided' : branch.matched ? 'matches' : 'does not match'}
    />
    <strong class="foreign">${branch.title}</strong>
    <span class="foreign">${branch.sentence}</span>
  </li>
`
