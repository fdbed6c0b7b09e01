import { expect, test } from 'vitest'
import { renderPage } from '#core/page/render-page'
import { ConsoleProblem } from './problem.view.ts'

const shown = (path: string, status = 404) =>
  renderPage(
    {
      title: '',
      of: '',
      body: ConsoleProblem({ path, status, title: 'It failed', detail: 'Nothing helps.', traceId: 'abc' }),
    },
    { style: '', icon: '', entry: () => ({ name: '', imports: [] }) },
    { theme: '', folder: '' },
  )

test.each([
  ['/nothing-here', 404, /There is no page at \/nothing-here.*Go to the stage/s],
  ['/plays/abc', 404, /This play is not kept any more.*Play a scenario.*All traces/s],
  ['/keys', 502, /It failed.*Nothing helps\..*Go to the stage/s],
  ['/<b>', 404, /There is no page at \/&lt;b>/],
])('an error page says what there is not, and leads on: %s', (path, status, words) => {
  expect(shown(path, status)).toMatch(words)
})
