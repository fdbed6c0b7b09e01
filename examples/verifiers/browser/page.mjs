import { openSession } from './session.mjs'

const at = (id) => document.getElementById(id)
const show = (id, text) => (at(id).textContent = text) // as text: an answer is never markup

const session = openSession({
  people: document.querySelector('meta[name=people]').content,
  onChange({ until, ended }) {
    at('login').hidden = !ended
    at('inside').hidden = Boolean(ended)
    show('state', ended ?? `Logged in. The token is good until ${until.toLocaleTimeString()}, and is renewed before.`)
    if (ended) show('answer', '')
  },
})

/** What somebody asked for, with a word for them when it goes wrong. */
async function attempt(act) {
  try {
    await act()
  } catch (error) {
    show('state', `That did not work: ${error.message}.`)
  }
}

at('login').addEventListener('submit', (event) => {
  event.preventDefault()
  const { username, password } = event.target.elements
  const said = password.value
  password.value = ''
  void attempt(() => session.logIn(username.value, said))
})
at('hello').addEventListener('click', () => {
  void attempt(async () => {
    const response = await session.call('/hello')
    show('answer', `${response.status} ${await response.text()}`)
  })
})
at('logout').addEventListener('click', () => session.logOut())
