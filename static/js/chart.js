'use strict';
{
  // Where the parts of a picture of estimates lie; the pictures themselves stand in templates. Places along a line are
  // per cent, so texts keep their size on a phone.

  /** On the exam's scale: an estimate with its band, and the pass line. A text near an end keeps inside. */
  function scale({ scale: [bottom, top], pass }, { point, low, high }) {
    const part = value => (value - bottom) / (top - bottom) * 100;
    const mark = value => ({ value, at: `${part(value)}%`, anchor: part(value) < 8 ? 'start' : part(value) > 92 ? 'end' : 'middle' });
    return { bottom, top, pass: mark(pass), point: mark(point), ends: [low, high].map(mark), band: `${part(high) - part(low)}%`, low, high, from: mark(low) };
  }

  /** Estimates of all attempts beside each other; `marks` is `[{ point, low, high, when }]`, oldest first. */
  function trend({ scale: [bottom, top], pass }, marks) {
    const y = value => 14 + (1 - (value - bottom) / (top - bottom)) * 198;
    const x = nth => `${8 + (nth + 0.5) / marks.length * 90}%`;
    const every = Math.ceil(marks.length / 6);
    const places = marks.map(({ point, low, high, when }, nth) => ({
      point, x: x(nth), y: y(point), low: y(low), high: y(high), when: nth % every ? '' : when,
    }));
    return {
      places, points: marks.map(({ point }) => point).join(', '), count: marks.length, pass: { value: pass, y: y(pass) }, bounds: [bottom, top].map(value => ({ value, y: y(value) })),
      ways: places.slice(1).map((to, nth) => ({ to, from: places[nth] })),
    };
  }

  /** A share with its interval on a track of 100, and the line that asks for more. */
  function range(mean, low, high, line) {
    const at = share => (share * 100).toFixed(1);
    return { from: at(low), width: at(high - low), mean: at(Math.max(0, mean - 0.006)), line: at(line) };
  }

  gw.chart = { scale, trend, range };
}
