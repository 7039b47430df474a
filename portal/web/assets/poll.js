// A page that waits for something to happen elsewhere: <div data-poll="ADDRESS">. The address answers {"done": true} once
// it has happened, and the page is loaded anew. Without script the page says how to look again.

const EVERY = 3000
const LONGEST = 10 * 60 * 1000

function wait (address, until) {
  setTimeout(async () => {
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      if (answer.ok && (await answer.json()).done) return location.reload()
    } catch (error) {
      console.warn(error)
    }
    if (Date.now() < until) wait(address, until)
  }, EVERY)
}

for (const place of document.querySelectorAll('[data-poll]')) wait(place.dataset.poll, Date.now() + LONGEST)
