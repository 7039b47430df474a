// The buttons of a table (add, remove, copy, up, down) without a new page: the server is asked for the table as it is then.

import { ask } from './forms.js'

const BUTTON = /^(.*)-(add|remove|copy|up|down)(?:-(\d+))?$/

// Where a person goes on: in the new row, at the row that moved, or at what is left of the table.
function goOn (table, verb, index) {
  const first = row => document.querySelector(`[name^="${CSS.escape(`${table}-${row}-`)}"]:not([type=hidden])`)
  const button = row => document.getElementsByName(`${table}-${verb}-${row}`)[0]
  const rows = document.getElementById(table)?.querySelectorAll(':scope > .rows__row').length ?? 0
  const target = {
    add: () => first(rows - 1),
    copy: () => first(index + 1),
    up: () => button(index - 1) ?? first(index - 1),
    down: () => button(index + 1) ?? first(index + 1),
    remove: () => document.getElementById(table)
  }[verb]()
  target?.focus()
}

document.addEventListener('click', async event => {
  const button = event.target.closest('.rows button[name]')
  const form = button?.form
  const found = button?.name.match(BUTTON)
  if (!form?.dataset.refresh || !found) return
  event.preventDefault()
  const [, table, verb, number] = found
  const index = [...document.getElementById(table).querySelectorAll(':scope > .rows__row')].indexOf(button.closest('.rows__row'))
  // Rows that move take their names with them; a row that is added leaves all others where they are.
  const moves = verb !== 'add'
  try {
    const came = await ask(form, { pressed: button, part: button.closest('[data-part]')?.dataset.part, moves })
    if (!came) throw new Error('the server refused the table')
    goOn(table, verb, number === undefined ? -1 : index)
    form.dispatchEvent(new Event('input', { bubbles: true }))
  } catch (error) {
    console.warn(error)
    form.requestSubmit(button)
  }
})
