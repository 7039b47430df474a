// A page that waits for something that happens elsewhere: <div data-poll="ADDRESS">. The address answers {"done": true}
// when it has happened; then the page is loaded anew, though not under the hands of somebody who types. Until then it may say how
// far it is, {"ended": 3, "of": 500, "told": "3 …"}, for <progress data-far> and the words around it. After a while the page stops asking.

const EVERY = 2000
const LONGEST = 10 * 60 * 1000
const place = document.querySelector('[data-poll]')
const begun = Date.now()

function isTyping () {
  const field = document.activeElement
  return field?.matches('input[type=text], input:not([type]), textarea') && !field.readOnly && field.value !== ''
}

function show ({ ended, of, told }) {
  place.querySelector('[data-far]').value = ended
  place.querySelector('[data-far-words]').textContent = `${ended}/${of}`
  place.querySelector('[data-far-told]').textContent = told
}

async function look () {
  if (Date.now() - begun > LONGEST) return
  try {
    const answer = await fetch(place.dataset.poll, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
    const said = answer.ok ? await answer.json() : {}
    if (said.done && !isTyping()) {
      location.reload()
      return
    }
    if ('ended' in said) show(said)
  } catch (error) {
    console.warn(error)
  }
  setTimeout(look, EVERY)
}

if (place) setTimeout(look, EVERY / 2)
