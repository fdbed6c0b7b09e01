import type { BackendResult } from './ask-backend.ts'

/** The page: what each backend answered, one below the other. All that came from others is inHtml. */
export function backendsPage(results: readonly BackendResult[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>web-ui</title></head>
<body>
<h1>web-ui</h1>
${results.map(section).join('\n')}
</body>
</html>
`
}

function section({ name, path, status, challenge, body, failure }: BackendResult): string {
  const said = failure ?? (typeof body === 'string' ? body : JSON.stringify(body))
  const word = status === undefined ? 'failed' : status === 200 ? 'answered' : 'refused'
  return `<section>
<h2>${inHtml(name)} ${inHtml(path)}</h2>
<p>${word}${status === undefined ? '' : ` with ${status}`}: ${inHtml(said ?? '')}</p>${challenge === undefined ? '' : `\n<p>${inHtml(challenge)}</p>`}
</section>`
}

const inHtml = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
