// What was chosen stands on the page in its own language; the input below stays what is pressed, focused and dropped on.
// Where the page says to which address files go (data-upload), they are sent as soon as they are chosen.

document.addEventListener('change', event => {
  const name = event.target.closest('.upload')?.querySelector('.upload__name')
  if (!name) return
  const { files } = event.target
  name.textContent = !files.length
    ? name.dataset.none
    : files.length === 1 ? files[0].name : name.dataset.many.replace('{n}', files.length)
})

if (document.querySelector('[data-upload]')) import('./uploading.js').catch(error => console.warn(error))
