/**
 * Buttons that cannot be pressed just now stay where the keyboard is. `disabled` would take the focus from a button that was pressed and
 * waits, so they say `aria-disabled`: nothing comes of pressing one, nor of Enter in a field, which presses the button of its form
 * (HTML §4.10.21.2).
 */
export function stopDisabledButtons(): void {
  document.addEventListener('click', stop, true) // before whoever listens at the button
}

function stop(event: Event): void {
  if (!(event.target instanceof Element && event.target.closest('[aria-disabled="true"]'))) return
  event.preventDefault()
  event.stopImmediatePropagation()
}
