/**
 * Light or dark: as the system says, until the person at the page says otherwise. It runs before anything is drawn, so that
 * nothing flashes.
 */
const KEPT_AS = 'theme'
const root = document.documentElement
const kept = localStorage.getItem(KEPT_AS)
if (kept === 'light' || kept === 'dark') root.dataset['theme'] = kept

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element) || !target.closest('[data-theme-switch]')) return
  const now = root.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
  root.dataset['theme'] = now === 'dark' ? 'light' : 'dark'
  localStorage.setItem(KEPT_AS, root.dataset['theme'])
})
