'use strict';
{
  // Draws estimates: <gw-scale> one on the exam's scale with its band and the pass line, <gw-trend> those of all attempts
  // beside each other. Places are per cent, so texts keep their size on a phone. Each picture says in words what it
  // shows; the page prints the numbers besides.

  const NS = 'http://www.w3.org/2000/svg';
  const words = number => number.toLocaleString(document.documentElement.lang || 'en');

  function node(tag, attributes, ...content) {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...content);
    return element;
  }

  const picture = (height, label, parts) =>
    node('svg', { class: 'gw-chart', width: '100%', height, role: 'img', 'aria-label': label }, ...parts);

  const text = (x, y, content, attributes = {}) => node('text', { x, y, ...attributes }, content);

  class Scale extends HTMLElement {
    draw({ scale: [bottom, top], pass }, { point, low, high }) {
      const part = value => ((value - bottom) / (top - bottom)) * 100;
      const at = value => `${part(value)}%`;
      const anchor = value => (part(value) < 8 ? 'start' : part(value) > 92 ? 'end' : 'middle');
      this.replaceChildren(picture(104, `Estimate ${words(point)}, band ${words(low)} to ${words(high)}, on a scale from ${words(bottom)} to ${words(top)}; the pass line is at ${words(pass)}`, [
        node('line', { class: 'gw-chart-axis', x1: '0%', x2: '100%', y1: 52, y2: 52 }),
        node('rect', { class: 'gw-chart-band', x: at(low), width: `${part(high) - part(low)}%`, y: 43, height: 18, rx: 4 }),
        node('line', { class: 'gw-chart-pass', x1: at(pass), x2: at(pass), y1: 24, y2: 72 }),
        text(at(pass), 16, `pass ${words(pass)}`, { 'text-anchor': anchor(pass), class: 'gw-chart-strong' }),
        node('circle', { class: 'gw-chart-point', cx: at(point), cy: 52, r: 7 }),
        ...[low, high].map(value =>
          text(at(value), 80, words(value), { 'text-anchor': anchor(value) })),
        text('0%', 100, words(bottom), { class: 'gw-chart-end' }),
        text('100%', 100, words(top), { 'text-anchor': 'end', class: 'gw-chart-end' }),
      ]));
    }
  }

  class Trend extends HTMLElement {
    /** `marks` is `[{ point, low, high, when }]`, oldest first. */
    draw({ scale: [bottom, top], pass }, marks) {
      const [height, foot, head] = [240, 28, 14];
      const y = value => head + (1 - (value - bottom) / (top - bottom)) * (height - foot - head);
      const x = nth => `${8 + ((nth + 0.5) / marks.length) * 90}%`;
      const every = Math.ceil(marks.length / 6);
      const label = `Estimates of ${marks.length} attempts, oldest first: ${marks.map(({ point }) => words(point)).join(', ')}; the pass line is at ${words(pass)}`;
      this.replaceChildren(picture(height, label, [
        ...[bottom, top].flatMap(value => [
          node('line', { class: 'gw-chart-axis', x1: '8%', x2: '100%', y1: y(value), y2: y(value) }),
          text('7%', y(value) + 4, words(value), { 'text-anchor': 'end', class: 'gw-chart-end' }),
        ]),
        node('line', { class: 'gw-chart-pass', x1: '8%', x2: '100%', y1: y(pass), y2: y(pass) }),
        text('7%', y(pass) + 4, words(pass), { 'text-anchor': 'end', class: 'gw-chart-strong' }),
        ...marks.slice(1).map(({ point }, nth) =>
          node('line', { class: 'gw-chart-way', x1: x(nth), x2: x(nth + 1), y1: y(marks[nth].point), y2: y(point) })),
        ...marks.flatMap(({ point, low, high, when }, nth) => [
          node('line', { class: 'gw-chart-reach', x1: x(nth), x2: x(nth), y1: y(low), y2: y(high) }),
          node('circle', { class: 'gw-chart-point', cx: x(nth), cy: y(point), r: 5 }),
          ...(nth % every === 0 ? [text(x(nth), height - 8, when, { 'text-anchor': 'middle', class: 'gw-chart-end' })] : []),
        ]),
      ]));
    }
  }

  customElements.define('gw-scale', Scale);
  customElements.define('gw-trend', Trend);
}
