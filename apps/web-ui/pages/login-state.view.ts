import { html, type View } from '#core/page/html'
import type { JudgedToken, Visit } from '../login/visit.ts'

/** Who somebody is, for a heading: of the claims that are proven, the first that is a text. */
export function personName(visit: Visit | undefined): string | undefined {
  const { name, nickname, sub } = visit?.person ?? {}
  return [name, nickname, sub].find((value): value is string => typeof value === 'string' && value.trim() !== '')?.slice(0, 200) // prettier-ignore
}

/** Whether somebody has logged in here, and how the page knows. */
export const LoginState = ({ visit }: { visit: Visit }): View => html`
  <section class=${`card says stack ${stateOf(visit.idToken, visit)}`} aria-label="Your login">
    <p>${stateSentence(visit)}</p>
    <${ChangeState} visit=${visit} />
  </section>
`

const stateOf = ({ outcome }: JudgedToken, { person }: Visit) =>
  person ? 'good' : outcome === 'absent' ? '' : outcome === 'cannot-decide' ? outcome : 'refused'

function stateSentence({ person, idToken, issuer, hints, ways }: Visit): string {
  if (person)
    return `You have logged in: ${ways.by} has your tokens, and this page has verified that ${issuer} has signed them for this application.`
  if (idToken.outcome === 'absent')
    return hints.length > 0
      ? `Headers say who you are, but no ID token proves it. Whoever reaches this page can write such headers, so you are nobody here.`
      : `Nobody has logged in. The backends are asked all the same, without a token of a person.`
  if (idToken.outcome === 'cannot-decide') return idToken.sentence
  return `There is an ID token, and it is not believed: ${idToken.sentence} So you are nobody here.`
}

/** Both are links. By which of them a foreign page could log a person out, whoever answers them looks at. */
const ChangeState = ({ visit: { person, ways } }: { visit: Visit }): View =>
  person
    ? html`<p class="row"><a class="button" href=${ways.logout}>Log out</a></p>`
    : html`<p class="row"><a class="button" href=${ways.login}>Log in</a></p>`
