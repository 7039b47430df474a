// The text of a pack, changed in the page: the cursor goes to the line of a finding, and nobody leaves with unsaved text.

for (const area of document.querySelectorAll('textarea[data-editor]')) {
  const before = area.value
  const line = Number(area.dataset.line)
  if (line) {
    const lines = before.split('\n')
    const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    area.focus({ preventScroll: true })
    area.setSelectionRange(start, start + (lines[line - 1] ?? '').length)
    area.scrollTop = (line - 4) * parseFloat(getComputedStyle(area).lineHeight)
  }
  let sending = false
  area.form?.addEventListener('submit', () => { sending = true })
  window.addEventListener('beforeunload', event => {
    if (!sending && area.value !== before) event.preventDefault()
  })
}
