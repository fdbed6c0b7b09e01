/** What a person has written on a page, while the console itself is started again. */
export interface WorkOnPage<Told> {
  /** There is something that stands nowhere else. */
  holdsWork(): void
  /** The console is a new one. */
  startedAgain(told: Told): Promise<void>
}

/**
 * A page of an earlier console is loaded again. Where somebody has written something, it stays as it is, for as long as the new console has
 * the same scripts: a token must not be put away in the browser, so it is in this page alone.
 * @param goOn with what the new console told last, its page token among it
 */
export function watchForWork<Told>(goOn: (told: Told) => void): WorkOnPage<Told> {
  let hasWork = false
  let newest: Told | undefined
  const holdsWork = () => void (hasWork = true)

  async function startedAgain(told: Told): Promise<void> {
    const isAsking = newest !== undefined
    newest = told
    if (isAsking) return
    if (!hasWork || !(await hasSameScripts())) return location.reload()
    const last = newest
    newest = undefined
    goOn(last)
  }

  document.querySelector('#main')?.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) holdsWork()
  })
  return { holdsWork, startedAgain }
}

/** Names of scripts have the hash of what is in them. A console that is away again, or has forgotten a play, tells no others. */
async function hasSameScripts(): Promise<boolean> {
  const module = document.querySelector('script[type="module"]')?.getAttribute('src') ?? ''
  const answer = await fetch(location.href).catch(() => undefined)
  return !answer?.ok || (await answer.text()).includes(module)
}
