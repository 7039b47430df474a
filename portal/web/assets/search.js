// A choice from a long list is searched while a person types; what is found comes from the server.

import { send } from './forms.js'

const WAIT = 300
const waiting = new WeakMap()

async function find (choice) {
  const button = choice.querySelector('button[name$="-find"]')
  const form = button.form
  waiting.get(choice)?.asked?.abort()
  const asked = new AbortController()
  waiting.set(choice, { asked })
  try {
    const answer = await send(form, form.dataset.refresh, asked.signal, button)
    if (!answer.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(`${choice.id}-found`)
    if (fresh) document.getElementById(`${choice.id}-found`).replaceChildren(...fresh.childNodes)
  } catch (error) {
    if (error.name !== 'AbortError') console.warn(error)
  }
}

document.addEventListener('input', event => {
  const choice = event.target.type === 'search' && event.target.closest('[data-search]')
  if (!choice || !event.target.form?.dataset.refresh) return
  clearTimeout(waiting.get(choice)?.timer)
  waiting.set(choice, { ...waiting.get(choice), timer: setTimeout(() => find(choice), WAIT) })
})

document.addEventListener('click', event => {
  const choice = event.target.closest('[data-search] button[name$="-find"]')?.closest('[data-search]')
  if (!choice || !event.target.form?.dataset.refresh) return
  event.preventDefault()
  find(choice)
})

// The Enter key in the words searches; elsewhere it goes on.
document.addEventListener('keydown', event => {
  const choice = event.key === 'Enter' && event.target.type === 'search' && event.target.closest('[data-search]')
  if (!choice || !event.target.form?.dataset.refresh) return
  event.preventDefault()
  find(choice)
})
