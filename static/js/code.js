'use strict';
{
  // Blocks of code: a copy button that leaves prompts, output and note marks behind, a switch for hidden lines, and tabs
  // that remember the choice on every page. Without this script all lines and all tabs stand on the page.

  /** The code as a reader wants to paste it. In a session that is the commands. */
  function text(code) {
    const copy = code.cloneNode(true);
    const session = copy.querySelector('.gw-prompt') !== null;
    copy.querySelectorAll('.gw-note-mark').forEach(mark => {
      const before = mark.previousSibling;
      if (before?.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/ $/, '');
      mark.remove();
    });
    copy.querySelectorAll('.gw-prompt, .gw-output').forEach(part => part.remove());
    const lines = copy.textContent.replace(/\n$/, '').split('\n');
    return (session ? lines.filter(line => line.trim() !== '') : lines).join('\n');
  }

  async function write(words) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch {
      // Older ways still work where the new one is refused, such as on plain http.
      const area = document.createElement('textarea');
      area.value = words;
      area.className = 'gw-vh';
      document.body.append(area);
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      return done;
    }
  }

  function button(words, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = words;
    made.addEventListener('click', () => act(made));
    return made;
  }

  async function copy(code, made) {
    const focused = document.activeElement;
    const done = await write(text(code));
    focused?.focus?.();
    const words = done ? 'Copied' : 'Select and copy by hand';
    made.textContent = words;
    gw.say(words);
    setTimeout(() => { made.textContent = 'Copy'; }, 2000);
  }

  function dress(block) {
    const code = block.querySelector('code');
    if (!code) return;
    const tools = document.createElement('div');
    tools.className = 'gw-code-tools';
    const hidden = block.querySelectorAll('[data-hidden]').length;
    if (hidden > 0) {
      const words = () => `${block.hasAttribute('data-all') ? 'Hide' : 'Show'} ${hidden} line${hidden > 1 ? 's' : ''}`;
      tools.append(button(words(), made => {
        block.toggleAttribute('data-all');
        made.textContent = words();
      }));
    }
    tools.append(button('Copy', made => copy(code, made)));
    block.append(tools);
  }

  gw.each('.gw-code', dress);

  // ---- tabs

  const chosen = gw.keep('tabs');
  let count = 0;

  /** Shows one tab of a group; nothing when the group has no such tab. */
  function choose(group, title) {
    const at = group.titles.indexOf(title);
    if (at < 0) return;
    group.buttons.forEach((made, index) => {
      made.setAttribute('aria-selected', String(index === at));
      made.tabIndex = index === at ? 0 : -1;
      group.panels[index].hidden = index !== at;
    });
  }

  /** The reader took a tab: every group on the page follows, and this one stays where it is on the screen. */
  function take(group, title) {
    const before = group.list.getBoundingClientRect().top;
    groups.forEach(other => choose(other, title));
    scrollBy({ top: group.list.getBoundingClientRect().top - before, behavior: 'instant' });
    chosen.set([title, ...chosen.get([]).filter(known => known !== title)].slice(0, 20));
  }

  function group(element) {
    const panels = [...element.querySelectorAll(':scope > .gw-tab')];
    const titles = panels.map(panel => panel.dataset.tab);
    const list = document.createElement('div');
    list.className = 'gw-tablist';
    list.setAttribute('role', 'tablist');
    list.setAttribute('aria-label', titles.join(', '));
    const made = { list, panels, titles };
    made.buttons = panels.map((panel, index) => {
      const tab = button(titles[index], () => take(made, titles[index]));
      count += 1;
      tab.id = `gw-tab-${count}`;
      panel.id = `gw-panel-${count}`;
      tab.setAttribute('role', 'tab');
      tab.setAttribute('aria-controls', panel.id);
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', tab.id);
      return tab;
    });
    list.append(...made.buttons);
    list.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const next = (made.buttons.indexOf(document.activeElement) + step + titles.length) % titles.length;
      take(made, titles[next]);
      made.buttons[next].focus();
    });
    element.prepend(list);
    element.setAttribute('data-live', '');
    return made;
  }

  let groups = [];
  gw.each('.gw-tabs', element => { groups = [...groups.filter(one => one.list.isConnected), group(element)]; });
  function follow() {
    const wanted = chosen.get([]);
    for (const one of groups) choose(one, wanted.find(title => one.titles.includes(title)) ?? one.titles[0]);
  }
  follow();
  gw.on('shelf', follow);
  gw.on('fresh', follow);
}
