'use strict';
{
  // Says what is wrong with the reader's data, once, in a notice that stays: nothing is kept here, a later edition made
  // the data, a part of it was damaged and set aside, or the browser's store is full.

  const WORDS = {
    none: 'This browser keeps nothing for this page. Answers and progress hold until you leave it.',
    newer: 'Your progress was made by a newer edition of this guide. It is shown as far as it can be read and nothing is changed; export still works.',
    damaged: 'A part of your progress could not be read. It was set aside, the rest is here.',
    full: 'The browser’s store is full. What you do now holds until you leave; export your progress under Your data.',
  };

  function show(kind) {
    if (document.querySelector(`.gw-trouble[data-kind="${kind}"]`)) return;
    const note = document.createElement('p');
    note.className = 'gw-notice gw-trouble';
    note.dataset.kind = kind;
    note.append(WORDS[kind], ' ');
    if (kind !== 'none') {
      const link = document.createElement('a');
      link.href = `${gw.root}study.html#data`;
      link.textContent = 'Your data';
      note.append(link);
    }
    document.querySelector('main').prepend(note);
    gw.say(WORDS[kind]);
  }

  for (const kind of gw.store.problems.keys()) show(kind);
  gw.on('trouble', ({ kind }) => show(kind));
}
