'use strict';
{
  // Blocks of code: a copy button that leaves prompts, output and note marks behind, a switch for hidden lines, and tabs
  // that remember the choice on every page. Without this script all lines and all tabs stand on the page.

  const { make, button } = gw;

  /** The code as a reader wants to paste it. In a session that is what was typed, as the build has told it apart. */
  function text(code) {
    const copy = code.cloneNode(true);
    // Lines that the reader has not asked for are no part of what is copied.
    const hidden = code.closest('[data-all]') ? '' : ', .gw-hidden';
    copy.querySelectorAll(`.gw-note-mark, .gw-prompt${hidden}`).forEach(part => part.remove());
    for (const answer of copy.querySelectorAll('.gw-output')) {
      // Its line goes with it.
      const after = answer.nextSibling;
      if (after) after.data = after.data.replace(/^\n/, '');
      answer.remove();
    }
    return copy.textContent.replace(/^\n+|\n+$/g, '');
  }

  async function write(words) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      // Older ways still work where the new one is refused, such as on plain http.
      const focused = document.activeElement;
      const area = make('textarea', words, { class: 'gw-vh' });
      document.body.append(area);
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      focused.focus();
      return done;
    }
  }

  function dress(block) {
    const code = block.querySelector('code');
    if (!code) return;
    const tools = make('div', '', { class: 'gw-code-tools' });
    const hidden = block.querySelectorAll('.gw-hidden').length;
    const words = () => gw.word(block.hasAttribute('data-all') ? 'hide_lines' : 'show_lines', { hidden });
    if (hidden) tools.append(button(words(), ({ target }) => {
      block.toggleAttribute('data-all');
      target.textContent = words();
    }));
    tools.append(button(gw.word('copy'), async ({ target }) => {
      target.textContent = await write(text(code)) ? gw.word('copied') : gw.word('copy_by_hand');
      gw.say(target.textContent);
      setTimeout(() => { target.textContent = gw.word('copy'); }, 2000);
    }));
    block.append(tools);
  }

  gw.each('.gw-code', dress);

  // ---- tabs

  const chosen = gw.keep('tabs');
  let groups = [];
  let count = 0;

  /** Shows one tab of a group; nothing when the group has no such tab. */
  function choose({ tabs }, title) {
    if (!tabs.some(tab => tab.title === title)) return;
    for (const tab of tabs) {
      const here = tab.title === title;
      tab.button.ariaSelected = here;
      tab.button.tabIndex = here ? 0 : -1;
      tab.panel.hidden = !here;
    }
  }

  /** The reader took a tab: every group on the page follows, and this one stays where it is on the screen. */
  function take({ list }, title) {
    const top = () => list.getBoundingClientRect().top;
    const before = top();
    groups.forEach(group => choose(group, title));
    scrollBy({ top: top() - before, behavior: 'instant' });
    chosen.set([...new Set([title, ...chosen.get([])])].slice(0, 20));
  }

  gw.each('.gw-tabs', element => {
    const group = { tabs: [] };
    for (const panel of element.querySelectorAll(':scope > .gw-tab')) {
      const title = panel.dataset.tab;
      const id = `gw-tab-${count += 1}`;
      panel.id = `${id}-panel`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', id);
      group.tabs.push({ title, panel, button: button(title, () => take(group, title), { id, role: 'tab', 'aria-controls': panel.id }) });
    }
    group.list = make('div', group.tabs.map(tab => tab.button), {
      role: 'tablist',
      class: 'gw-tablist',
      'aria-label': group.tabs.map(tab => tab.title).join(', '),
      keydown(event) {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        const { tabs } = group;
        const next = tabs.at((tabs.findIndex(tab => tab.button === event.target) + step) % tabs.length);
        take(group, next.title);
        next.button.focus();
      },
    });
    element.prepend(group.list);
    element.setAttribute('data-live', '');
    groups = [...groups.filter(({ list }) => list.isConnected), group];
  });
  function follow() {
    for (const group of groups) {
      const has = title => group.tabs.some(tab => tab.title === title);
      choose(group, chosen.get([]).find(has) ?? group.tabs[0].title);
    }
  }
  follow();
  gw.on('shelf', follow);
  gw.on('fresh', follow);
}
