import './page.js'
import './forms.js'
import './desk.js'
import './editor.js'
