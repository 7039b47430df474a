// Forms that speak with the server while they are filled in: parts that depend on an answer, and saving.
//
// <form data-refresh="ADDRESS" data-save="ADDRESS">: after a change the form is posted to ADDRESS.
// `data-refresh` answers with the page's form as HTML; each element with data-part="NAME" is put in place of the one of
// that name, and new ones come in. `data-save` answers {"saved": "Đã lưu lúc 14:03"}.

const WAIT = 1200

function send (form, address, signal) {
  const body = new FormData(form)
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name)
  const headers = { Accept: 'text/html, application/json', 'X-Requested-With': 'fetch' }
  return fetch(address, { method: 'POST', body, headers, signal, credentials: 'same-origin' })
}

function replaceParts (form, text) {
  const fresh = new DOMParser().parseFromString(text, 'text/html')
  const holder = form.querySelector('[data-parts]')
  const freshHolder = fresh.querySelector('[data-parts]')
  if (!holder || !freshHolder) return
  const old = new Map([...holder.children].map(part => [part.dataset.part, part]))
  let before = null
  for (const part of [...freshHolder.children]) {
    const known = old.get(part.dataset.part)
    old.delete(part.dataset.part)
    const keep = known && (known.contains(document.activeElement) || known.dataset.digest === part.dataset.digest)
    const here = keep ? known : document.importNode(part, true)
    if (known && !keep) known.replaceWith(here)
    const next = before ? before.nextElementSibling : holder.firstElementChild
    if (here !== next) holder.insertBefore(here, next)
    before = here
  }
  for (const gone of old.values()) gone.remove()
}

function watch (form) {
  let asked
  let timer

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

  async function save () {
    const mark = document.querySelector('[data-saved]')
    try {
      const answer = await send(form, form.dataset.save)
      if (answer.ok && mark) mark.textContent = (await answer.json()).saved
    } catch (error) {
      console.warn(error)
    }
  }

  form.addEventListener('change', event => {
    if (form.dataset.refresh && event.target.closest('[data-asks]')) refresh()
  })
  if (form.dataset.save) {
    form.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(save, WAIT)
    })
    form.addEventListener('submit', () => clearTimeout(timer))
  }
}

for (const form of document.querySelectorAll('form[data-refresh], form[data-save]')) watch(form)
