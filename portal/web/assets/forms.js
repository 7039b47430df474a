// Forms that speak with the server while they are filled in: parts that depend on an answer, and saving.
//
// <form data-refresh="ADDRESS" data-save="ADDRESS">: the form is posted to ADDRESS while a person fills it in.
// `data-refresh`, asked when an input with `data-asks` changes, answers with the page: parts (data-part) that are new come
// in, parts that are gone go, and a part whose data-shape changed is put in place anew, with what was typed in it while the
// answer was under way; all others are left as typed.
// What stopped the form (data-stopped) goes as soon as an answer changes: it spoke of the answers as they were.
// `data-save` is told in saving.js.

import { keep, send } from './saving.js'

export { send }

const controls = form => [...form.elements].filter(one => one.id && !['hidden', 'file', 'submit', 'button'].includes(one.type))
const state = one => ['radio', 'checkbox'].includes(one.type) ? one.checked : one.value

// What stands in the form now, by the names of the controls: a part that comes anew brings controls of the same names.
// Given to replaceParts when the answer has come, it tells what was typed meanwhile.
function standing (form) {
  return new Map(controls(form).map(one => [one.id, state(one)]))
}

function typedSince (form, stood) {
  return controls(form).filter(one => stood.has(one.id) && stood.get(one.id) !== state(one))
}

// Puts into the control of the same name what was typed in one that is gone; returns it, if it was put anew.
function typeAgain (one) {
  const here = document.getElementById(one.id)
  if (!here || here === one || here.type !== one.type) return undefined
  if (['radio', 'checkbox'].includes(one.type)) here.checked = one.checked
  else if (here.tagName !== 'SELECT' || [...here.options].some(option => option.value === one.value)) here.value = one.value
  return here
}

// Where somebody types, and how far they have come; where the control is replaced, they go on in the new one.
function place () {
  const one = document.activeElement
  const from = one?.selectionStart ?? null
  const to = one?.selectionEnd ?? null
  return () => {
    const here = one?.id && document.getElementById(one.id)
    if (!here || here === document.activeElement) return
    here.focus()
    if (from !== null) here.setSelectionRange?.(from, to)
  }
}

// A browser tells of a change in a control that is taken out of the page; it is no act of the person's, who types on.
let replacing = false

function replaceParts (form, text, anew, stood = new Map()) {
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-parts]')
  const holder = form.querySelector('[data-parts]')
  if (!holder || !fresh) return
  const goOn = place()
  const typed = typedSince(form, stood)
  replacing = true
  try {
    bringIn(holder, fresh, anew)
  } finally {
    replacing = false
  }
  const again = typed.map(typeAgain).filter(Boolean)
  goOn()
  // What is put in place by a script is never told as a change, so that what hangs on it is asked for here.
  if (again.some(one => one.closest('[data-asks]'))) refresh(form)
}

function bringIn (holder, fresh, anew) {
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
}

// Asks for the page as it is with what stands in the form, and with a button that is pressed; says whether it came.
// One question after the other: a pressed button overtakes a mere look and is itself waited for, so nothing old comes last.
const asking = new WeakMap()

export async function ask (form, { pressed, part, moves } = {}) {
  while (asking.get(form)?.pressed) await asking.get(form).done.catch(() => {})
  asking.get(form)?.controller.abort()
  const mine = { pressed, controller: new AbortController() }
  mine.done = bring(form, mine, part, moves ? undefined : standing(form))
  asking.set(form, mine)
  try {
    return await mine.done
  } finally {
    if (asking.get(form) === mine) asking.delete(form)
  }
}

async function bring (form, { pressed, controller }, part, stood) {
  const answer = await send(form, form.dataset.refresh, controller.signal, pressed)
  if (answer.ok) replaceParts(form, await answer.text(), part, stood)
  return answer.ok
}

function refresh (form) {
  ask(form).catch(error => error.name === 'AbortError' || console.warn(error))
}

function watch (form) {
  form.addEventListener('change', event => {
    if (replacing) return
    document.querySelector('[data-stopped]')?.remove()
    if (form.dataset.refresh && event.target.closest('[data-asks]')) refresh(form)
  })
  if (form.dataset.save) keep(form)
}

for (const form of document.querySelectorAll('form[data-refresh], form[data-save]')) watch(form)
