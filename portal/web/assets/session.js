// Says before a session ends, and lets whoever is there stay (WCAG 2.2.1).
//
// <dialog data-session="6900" data-warn="600" data-stay="ADDRESS">: so many seconds after the server last heard of this
// browser the session ends, and so many before that the dialog opens. Asking ADDRESS keeps the session; it answers
// {"alive": true}. All windows of a browser share the session, and so the time at which it was last heard of.

const EVERY = 5000
const KEY = 'heard'
const dialog = document.querySelector('dialog[data-session]')
let own = Date.now()

function heard () {
  let shared = 0
  try {
    shared = Number(localStorage.getItem(KEY))
  } catch (error) {
    console.warn(error)
  }
  return Math.min(Math.max(own, shared), Date.now())
}

// The server has just answered as to somebody who is signed in.
export function alive () {
  own = Date.now()
  try {
    localStorage.setItem(KEY, String(own))
  } catch (error) {
    console.warn(error)
  }
}

function show (part, ends) {
  for (const one of dialog.querySelectorAll('[data-when]')) one.hidden = one.dataset.when !== part
  const time = dialog.querySelector('[data-ends]')
  time.textContent = new Date(ends).toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' })
  if (!dialog.open) dialog.showModal()
}

function look () {
  const ends = heard() + dialog.dataset.session * 1000
  const left = ends - Date.now()
  if (left <= 0) {
    show('ended', ends)
    clearInterval(clock)
  } else if (left <= dialog.dataset.warn * 1000) {
    show('ending', ends)
  } else if (dialog.open) {
    // Another window stayed.
    dialog.close()
  }
}

async function stay () {
  try {
    const answer = await fetch(dialog.dataset.stay, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
    if (!answer.ok) return
    if ((await answer.json()).alive) {
      alive()
      dialog.close()
    } else {
      show('ended', Date.now())
      clearInterval(clock)
    }
  } catch (error) {
    console.warn(error)
  }
}

let clock
if (dialog) {
  alive()
  clock = setInterval(look, EVERY)
  document.addEventListener('visibilitychange', look)
  dialog.querySelector('[data-stays]').addEventListener('click', stay)
  dialog.querySelector('[data-closes]').addEventListener('click', () => dialog.close())
  dialog.addEventListener('cancel', event => {
    if (dialog.querySelector('[data-when=ended]').hidden) {
      event.preventDefault()
      stay()
    }
  })
}
