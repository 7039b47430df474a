// Forms that speak with the server while they are filled in: parts that depend on an answer, and saving.
//
// <form data-refresh="ADDRESS" data-save="ADDRESS">: the form is posted to ADDRESS while a person fills it in.
// `data-refresh`, asked when an input with `data-asks` changes, answers with the page: parts (data-part) that are new come
// in, parts that are gone go, and a part whose data-shape changed is put in place anew; all others are left as typed.
// What stopped the form (data-stopped) goes as soon as an answer changes: it spoke of the answers as they were.
// `data-save` is told in saving.js.

import { keep, send } from './saving.js'

export { send }

export function replaceParts (form, text, anew) {
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-parts]')
  const holder = form.querySelector('[data-parts]')
  if (!holder || !fresh) return
  const focused = document.activeElement?.id
  const old = new Map([...holder.children].map(part => [part.dataset.part, part]))
  let before = null
  for (const part of [...fresh.children]) {
    const known = old.get(part.dataset.part)
    old.delete(part.dataset.part)
    const same = known && known.dataset.shape === part.dataset.shape && part.dataset.part !== anew
    const here = same ? known : document.importNode(part, true)
    if (known && here !== known) known.replaceWith(here)
    const next = before ? before.nextElementSibling : holder.firstElementChild
    if (here !== next) holder.insertBefore(here, next)
    before = here
  }
  for (const gone of old.values()) gone.remove()
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus()
}

function watch (form) {
  let asked

  async function refresh () {
    asked?.abort()
    asked = new AbortController()
    try {
      const answer = await send(form, form.dataset.refresh, asked.signal)
      if (answer.ok) replaceParts(form, await answer.text())
    } catch (error) {
      if (error.name !== 'AbortError') console.warn(error)
    }
  }

  form.addEventListener('change', event => {
    document.querySelector('[data-stopped]')?.remove()
    if (form.dataset.refresh && event.target.closest('[data-asks]')) refresh()
  })
  if (form.dataset.save) keep(form)
}

for (const form of document.querySelectorAll('form[data-refresh], form[data-save]')) watch(form)
