'use strict';
{
  // <gw-choice>, in a book on several exams: which one the reader takes. Open until it is chosen once, folded after that.
  // The choice is kept with the others of this browser, so that pages know it before anything is painted; where the
  // reader's log is at hand it goes there too, and so to other devices (`store.js`).

  const codes = document.documentElement.dataset.codes?.split('|') ?? [];

  /** The code of the exam that pages show; nothing where a book has no choice. */
  gw.exam = () => codes[document.documentElement.dataset.exam];

  function show() {
    const chosen = gw.setting('exam');
    const before = gw.exam();
    if (codes.includes(chosen)) document.documentElement.dataset.exam = codes.indexOf(chosen);
    if (gw.exam() !== before) gw.tell('exam-shown');
    for (const input of document.querySelectorAll('gw-choice input')) input.checked = input.value === chosen;
  }

  gw.each('gw-choice', choice => {
    choice.firstElementChild.open = !codes.includes(gw.setting('exam'));
    choice.addEventListener('change', ({ target: { value } }) => {
      gw.setting('exam', value);
      choice.firstElementChild.open = false;
      show();
      gw.tell('exam', { code: value });
      gw.say(choice.querySelector('summary').textContent);
    });
  });

  show();
  gw.on('shelf', show);
  // Another tab chose.
  gw.on('shelf-key', ({ key }) => { if (key === 'settings') show(); });
}
