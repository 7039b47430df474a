// Saves a form while it is filled in, one save after the other, and says so: <form data-save="ADDRESS">.
//
// ADDRESS answers {"saved": "Đã lưu lúc 14:03", "revision": 4}; the words go to [data-saved], the revision into the form's
// `_revision`. Without an answer the save is tried again, later and later and as soon as there is a connection; the words
// for that stand in data-lost, data-ended (nobody is signed in any more) and data-refused of [data-saved].

import { alive } from './session.js'

const WAIT = 1200
const LONGEST = 20000
const AGAIN = [3000, 8000, 20000, 60000]
const BUSY = 429
const BROKEN = 500

// Posts a form as it stands, without its files.
export function send (form, address, signal, pressed) {
  const body = new FormData(form, pressed)
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name)
  const headers = { Accept: 'text/html, application/json', 'X-Requested-With': 'fetch' }
  return fetch(address, { method: 'POST', body, headers, signal, credentials: 'same-origin' })
}

function say (mark, words, bad) {
  mark.classList.toggle('saved--not', bad)
  if (mark.textContent !== words) mark.textContent = words
}

export function keep (form) {
  const mark = document.querySelector('[data-saved]')
  let timer
  let running
  let unsaved = false
  let failed = 0
  let leaving = false

  function soon (wait) {
    clearTimeout(timer)
    timer = setTimeout(save, wait)
  }

  function lost () {
    say(mark, mark.dataset.lost, true)
    unsaved = true
    soon(AGAIN[Math.min(failed++, AGAIN.length - 1)])
  }

  async function take (answer) {
    if (answer.status >= BROKEN || answer.status === BUSY) return lost()
    failed = 0
    if (answer.redirected) return say(mark, mark.dataset.ended, true)
    if (!answer.headers.get('Content-Type')?.includes('json')) return say(mark, mark.dataset.refused, true)
    const kept = await answer.json()
    say(mark, kept.saved, !answer.ok)
    if (!answer.ok) return
    alive()
    if (form.elements._revision) form.elements._revision.value = kept.revision
  }

  async function once () {
    unsaved = false
    const answer = await send(form, form.dataset.save, AbortSignal.timeout(LONGEST)).catch(() => null)
    await (answer ? take(answer) : lost())
  }

  // A second save waits for the first: it carries the revision that the first one made.
  async function save () {
    clearTimeout(timer)
    timer = undefined
    if (leaving || running) return
    running = once().finally(() => { running = undefined })
    await running
    if (unsaved && !failed) soon(0)
  }

  form.addEventListener('input', () => {
    unsaved = true
    soon(WAIT)
  })
  form.addEventListener('submit', event => {
    if (!navigator.onLine) {
      event.preventDefault()
      lost()
    } else if (running) {
      event.preventDefault()
      clearTimeout(timer)
      leaving = true
      running.then(() => form.requestSubmit(event.submitter))
    } else {
      clearTimeout(timer)
      leaving = true
      // Whoever listens after us may still hold the press back, for a file that is under way.
      setTimeout(() => { leaving = !event.defaultPrevented })
    }
  })
  window.addEventListener('online', () => unsaved && save())
  document.addEventListener('visibilitychange', () => document.hidden && unsaved && !failed && save())
  window.addEventListener('pageshow', () => { leaving = false })
  window.addEventListener('beforeunload', event => failed && !leaving && event.preventDefault())
}
