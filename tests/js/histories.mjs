// Random histories of one card, the same ones for ever: 1 to 14 reviews, most of them some days apart, some on one day.
import { gw } from './scripts.mjs';

export const histories = count => {
  const random = gw.random('histories');
  return Array.from({ length: count }, () => {
    const length = 1 + random.below(14);
    const reviews = Array.from({ length }, (_, nth) => {
      const grade = [1, 2, 3, 3, 3, 4][random.below(6)];
      const longest = [1, 4, 30, 401][random.below(4)];
      return [grade, nth ? random.below(longest) : 0];
    });
    return { grades: reviews.map(([grade]) => grade).join(''), gaps: reviews.map(([, gap]) => gap) };
  });
};
