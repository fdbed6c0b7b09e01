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
  const wasCopied = await write(button.dataset['copy'] ?? '').catch(() => false)
  button.textContent = wasCopied ? 'Copied' : 'Mark it by hand'
  setTimeout(() => (button.textContent = label), SAID)
}

/** A page of another machine by plain HTTP has no clipboard (Secure Contexts §2): there a text that is selected can be copied all the same. */
async function write(text: string): Promise<boolean> {
  if (!('clipboard' in navigator)) return copySelected(text)
  await navigator.clipboard.writeText(text)
  return true
}

function copySelected(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'unseen'
  document.body.append(field)
  field.select()
  const wasCopied = document.execCommand('copy') // nothing else does it without a secure context
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return wasCopied
}
