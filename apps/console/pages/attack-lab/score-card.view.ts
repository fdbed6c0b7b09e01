import { html, type View } from '#core/page/html'
import { Mark, type MarkName } from '#core/page/mark.view'
import type { ScoreRow } from '../../../probe/key-set/score-card.ts'

const GRADES: Record<ScoreRow['grade'], { mark: MarkName; word: string }> = {
  good: { mark: 'good', word: 'good' },
  'worth-changing': { mark: 'cannot-decide', word: 'worth changing' },
  dangerous: { mark: 'refused', word: 'dangerous' },
  'not-seen': { mark: 'not-configured', word: 'not seen' },
}

/** How the service reads the key set of its issuer. */
export const ScoreCardView = ({ rows }: { rows: readonly ScoreRow[] }): View => html`
  <section class="stack" aria-labelledby="score-card">
    <h2 id="score-card">How it reads the key set</h2>
    <div class="table-frame stacks">
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Measured</th>
            <th scope="col">Grade</th>
            <th scope="col">What that means</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ id, title, value, unit, grade, sentence }) => html`
              <tr key=${id}>
                <td>${title}</td>
                <td class="foreign">
                  <strong>${[value, unit].filter((each) => each !== undefined).join(' ')}</strong>
                </td>
                <td><${Mark} outcome=${GRADES[grade].mark} word=${GRADES[grade].word} /></td>
                <td class="whole foreign">${sentence}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  </section>
`
