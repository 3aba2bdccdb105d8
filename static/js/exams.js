'use strict';
{
  // A bank as one exam of several has it: the domain and task of each question, card and chapter in that exam. What
  // belongs to other exams alone is left out; what belongs to none is everybody's.

  /** Domain and task of a line in the exam at a place of the book's list; both empty where it has none. */
  const home = ({ domain, task, homes = [] }, place) => (place ? homes[place - 1] : [domain, task]);

  const isElsewhere = line => Boolean(line.domain || line.homes?.some(([domain]) => domain));

  /** `all` is the bank as the build wrote it; an exam that it does not have is taken for the first. */
  function under(all, code) {
    const place = Math.max(0, all.exams.findIndex(exam => exam.code === code));
    const placed = list => list.map(line => {
      const [domain, task] = home(line, place);
      return { ...line, domain, task };
    });
    const stays = (list, lines) => lines.filter((line, at) => line.domain || !isElsewhere(list[at]));
    const asked = list => stays(list, placed(list));
    const byId = list => new Map(list.map(each => [each.id, each]));
    return {
      ...all, exam: all.exams[place] ?? null,
      questions: asked(all.questions), cards: asked(all.cards), pages: asked(all.pages),
      // Also those of other exams: what was answered once can always be looked at.
      question: byId(placed(all.questions)), card: byId(placed(all.cards)), group: byId(all.cases),
    };
  }

  gw.exams = { under };
}
