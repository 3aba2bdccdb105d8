'use strict';
{
  // What the reader wished for, read from the settings of the log. A log may hold anything, so every value is of its kind
  // and inside its bounds here, and nobody who asks has to look twice.

  /** A number inside its bounds; what is none is as if it had never been set. */
  const number = (value, least, most, otherwise) =>
    (typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise);

  /** The plan: the day of the exam and how the reader studies until then; nothing without a day that a calendar has. */
  function planned(value) {
    const { exam, start, weekdays, minutes, earliest } = value ?? {};
    if (!gw.log.isDay(exam)) return null;
    const days = Array.isArray(weekdays) ? weekdays.filter(day => [0, 1, 2, 3, 4, 5, 6].includes(day)) : [];
    return {
      exam, start: gw.log.isDay(start) ? start : exam, weekdays: days.length ? days : [0, 1, 2, 3, 4, 5, 6],
      minutes: number(minutes, 5, 1440, 60), ...(gw.log.isDay(earliest) && { earliest }),
    };
  }

  /** Of a folded state. `exam` is the day of the exam or null; the shares are of recall. */
  gw.wishes = ({ settings }) => {
    const value = name => settings[name]?.value;
    const plan = planned(value('plan'));
    return {
      plan, exam: plan?.exam ?? null,
      retention: number(value('retention'), 0.8, 0.97, 0.9), target: number(value('target'), 0.8, 0.97, 0.9),
      fuzz: value('fuzz') === true, four: value('four') === true,
      newCards: Math.round(number(value('new-cards'), 0, 1000, 10)), mostCards: Math.round(number(value('most-cards'), 1, 10_000, 100)),
      saved: number(value('saved'), 0, gw.log.LAST, 0),
    };
  };
}
