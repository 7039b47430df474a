// The desk by keyboard, where the officer did not turn it off (then no table says data-keys): j and k move, x and a tick, Enter
// opens, n goes on, / searches, a digit opens a view, ? tells all of this; and the bar that comes when rows are ticked.

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

function tickAll () {
  const ticks = rows.flatMap(row => [...row.querySelectorAll('.tick')])
  const wanted = !ticks.every(one => one.checked)
  for (const one of ticks) if (one.checked !== wanted) one.click()
}

const press = selector => document.querySelector(selector)?.click()

const KEYS = {
  j: () => go(now + 1),
  k: () => go(now - 1),
  x: tick,
  a: tickAll,
  n: () => press('a[rel=next]'),
  '/': () => document.querySelector('input[type=search]')?.focus(),
  '?': () => press('.keys a')
}
for (let digit = 1; digit <= 9; digit++) KEYS[digit] = () => press(`.views li:nth-child(${digit}) a`)

if (table) document.addEventListener('keydown', event => {
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
