// The desk by keyboard: j and k move, x ticks, Enter opens, / searches; and the bar that comes when rows are ticked.

const table = document.querySelector('[data-keys]')
const rows = table ? [...table.tBodies[0].rows] : []
let now = -1

function go (to) {
  if (!rows.length) return
  rows[now]?.removeAttribute('data-now')
  now = Math.max(0, Math.min(rows.length - 1, to))
  const row = rows[now]
  row.setAttribute('data-now', '')
  row.querySelector('a')?.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}

function tick () {
  rows[now]?.querySelector('.tick')?.click()
}

const KEYS = {
  j: () => go(now + 1),
  k: () => go(now - 1),
  x: tick,
  '/': () => document.querySelector('input[type=search]')?.focus()
}

document.addEventListener('keydown', event => {
  const typing = event.target.closest('input:not(.tick), select, textarea, [contenteditable]')
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return
  const act = KEYS[event.key]
  if (!act) return
  event.preventDefault()
  act()
})

for (const form of document.querySelectorAll('[data-bulk]')) {
  const bar = form.querySelector('[data-bulk-bar]')
  const words = form.querySelector('[data-bulk-words]')
  const count = () => {
    const ticked = form.querySelectorAll('.tick:checked').length
    bar.toggleAttribute('data-empty', !ticked)
    words.textContent = ticked ? words.dataset.words.replace('{n}', ticked) : ''
  }
  form.addEventListener('change', count)
  count()
}

for (const form of document.querySelectorAll('[data-auto-submit]')) {
  form.addEventListener('change', event => { if (event.target.matches('select')) form.requestSubmit() })
}
