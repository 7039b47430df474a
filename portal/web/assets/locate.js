// The place where the phone is, written into a field of coordinates: in place of what stands there, or as one more corner.

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-locates]')
  if (!button) return
  const input = document.getElementById(button.dataset.locates)
  const said = button.parentElement.querySelector('.map__said')
  const failed = () => { said.textContent = button.dataset.failed }
  if (!navigator.geolocation) return failed()
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const point = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`
    input.value = button.dataset.adds && input.value.trim() ? `${input.value.trimEnd()}\n${point}` : point
    said.textContent = button.dataset.near.replace('{n}', Math.ceil(coords.accuracy))
    for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, { bubbles: true }))
  }, failed, { enableHighAccuracy: true, timeout: 15000 })
})
