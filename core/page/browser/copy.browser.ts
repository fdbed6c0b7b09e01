/** Lets every button with `data-copy` copy its text, now and whenever one is drawn later. */
export function letCopy(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-copy]') : null
    if (button) void copy(button)
  })
}

/** How long a button says that it has copied. Milliseconds. */
const SAID = 1500

async function copy(button: HTMLElement): Promise<void> {
  const label = button.textContent
  const wasCopied = await navigator.clipboard.writeText(button.dataset['copy'] ?? '').then(
    () => true,
    () => false, // another machine by plain HTTP: the text can be marked by hand
  )
  button.textContent = wasCopied ? 'Copied' : 'Mark it by hand'
  setTimeout(() => (button.textContent = label), SAID)
}
