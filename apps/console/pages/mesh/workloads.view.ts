import { html, type View } from '#core/page/html'
import { MESH_PARTIES } from './mesh-state.ts'

/** As policies speak of them: by namespace and labels whom a policy is for, by its principal who calls. */
export const Workloads = (): View => html`
  <section class="card mesh-workloads" aria-labelledby="mesh-workloads">
    <h2 id="mesh-workloads">Workloads</h2>
    <div class="table-frame stacks">
      <table>
        <thead>
          <tr>
            <th scope="col">Workload</th>
            <th scope="col">Namespace</th>
            <th scope="col">Labels</th>
            <th scope="col">Principal, by its certificate</th>
          </tr>
        </thead>
        <tbody>
          ${MESH_PARTIES.map(
            ({ title, namespace, app, serviceAccount }) => html`
              <tr>
                <td class="whole">${title}</td>
                <td data-label="namespace:" class="mono">${namespace}</td>
                <td data-label="labels:" class="whole mono">app: ${app}</td>
                <td class="whole mono foreign">cluster.local/ns/${namespace}/sa/${serviceAccount}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  </section>
`
