// The page viewer by keyboard: the arrows turn pages as the links do.

const KEYS = { ArrowLeft: '[rel=prev]', ArrowRight: '[rel=next]' }

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.target.closest('[tabindex="0"]')) return
  const link = KEYS[event.key] && document.querySelector(`[data-viewer] ${KEYS[event.key]}`)
  if (!link) return
  event.preventDefault()
  link.click()
})
