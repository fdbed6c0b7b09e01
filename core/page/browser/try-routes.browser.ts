import { render } from 'preact'
import { html, type View } from '../html.ts'
import { showResult } from './show-result.browser.ts'

/** What a route answered, or why it could not be asked. */
interface Answer {
  status?: string
  challenge?: string | null
  text: string
}

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(form)
  })
}

async function send(form: HTMLFormElement): Promise<void> {
  const output = form.querySelector('output')
  if (!output) return
  show(output, { text: 'Waiting for the answer …' })
  try {
    const answer = await fetch(addressOf(form), questionOf(form))
    show(output, {
      status: `${answer.status} ${answer.statusText}`,
      challenge: answer.headers.get('www-authenticate'),
      text: pretty(await answer.text()),
    })
  } catch {
    show(output, { text: 'There was no answer: the process has ended, or a fault is set that ends the connection.' })
  }
  showResult('form:focus-within output')
}

function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams()
  let path = form.dataset['path'] ?? ''
  for (const [field, value] of new FormData(form)) {
    const [place, name] = field.split(':')
    if (name === undefined || typeof value !== 'string' || value === '') continue
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value))
    else query.set(name, value)
  }
  return query.size > 0 ? `${path}?${query}` : path
}

function questionOf(form: HTMLFormElement): RequestInit {
  const { method, type } = form.dataset
  const data = new FormData(form)
  const headers = new Headers()
  const token = data.get('token')
  if (typeof token === 'string' && token !== '') headers.set('authorization', `Bearer ${token.trim()}`)
  const body = data.get('body')
  const isSent = typeof body === 'string' && body !== '' && type !== undefined
  if (isSent) headers.set('content-type', type)
  return { method: method ?? 'GET', headers, ...(isSent && { body }) }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

const show = (output: Element, answer: Answer) => render(html`<${Shown} ...${answer} />`, output)

const Shown = ({ status, challenge, text }: Answer): View => html`
  ${status && html`<strong>${status}</strong>`}
  ${challenge && html`<code class="foreign">WWW-Authenticate: ${challenge}</code>`}
  <pre class="box long foreign" tabindex="0">${text}</pre>
`
