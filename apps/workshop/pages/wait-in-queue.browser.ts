/** Those of one address are told the same second: they come one after the other. Milliseconds. */
const SPREAD = 1000

/** Sends the form again when its turn may have come: whoever waits has nothing to press. */
export function waitInQueue(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-seconds]')
  if (!form) return
  const seconds = Number(form.dataset['seconds'])
  setTimeout(() => form.submit(), seconds * 1000 + Math.random() * SPREAD)
}
