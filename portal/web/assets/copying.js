// A button that copies what a field beside it holds: <button data-copy="ID OF THE FIELD" data-done="words" hidden>.

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value)
      button.nextElementSibling.textContent = button.dataset.done
    } catch (error) {
      console.warn(error)
    }
  })
}
