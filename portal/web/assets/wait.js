// A page that waits for something that happens elsewhere: <div data-poll="ADDRESS">. The address answers {"done": true}
// when it has happened; then the page is loaded anew, though not under the hands of somebody who types. After a while the
// page stops asking.

const EVERY = 2000
const LONGEST = 10 * 60 * 1000
const place = document.querySelector('[data-poll]')
const begun = Date.now()

function isTyping () {
  const field = document.activeElement
  return field?.matches('input[type=text], input:not([type]), textarea') && !field.readOnly && field.value !== ''
}

async function look () {
  if (Date.now() - begun > LONGEST) return
  try {
    const answer = await fetch(place.dataset.poll, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
    if (answer.ok && (await answer.json()).done && !isTyping()) {
      location.reload()
      return
    }
  } catch (error) {
    console.warn(error)
  }
  setTimeout(look, EVERY)
}

if (place) setTimeout(look, EVERY / 2)
