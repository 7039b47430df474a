// What every page does: says that scripts run, keeps a double press from sending twice, leads from the error summary.

document.body.classList.add('js-enabled')

const PRESSED_FOR = 3000

document.addEventListener('submit', event => {
  const form = event.target
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < PRESSED_FOR) {
    event.preventDefault()
    return
  }
  if (!event.defaultPrevented) form.dataset.sent = String(Date.now())
})

// A page that comes back from the browser's memory may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent
})

const summary = document.querySelector('.govuk-error-summary')
if (summary) {
  summary.focus()
  summary.addEventListener('click', event => {
    const target = event.target.closest('a') && document.getElementById(event.target.hash.slice(1))
    if (!target) return
    event.preventDefault()
    const group = target.closest('.govuk-form-group, fieldset') ?? target
    group.scrollIntoView()
    target.focus({ preventScroll: true })
  })
}

// A link that looks like a button is pressed by the space bar too.
document.addEventListener('keydown', event => {
  if (event.key === ' ' && event.target.getAttribute('role') === 'button' && event.target.href) {
    event.preventDefault()
    event.target.click()
  }
})
