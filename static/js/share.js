'use strict';
{
  // What a count of right and wrong answers says about the share that would be right in the long run. Estimates
  // (`score.js`) and mastery (`mastery.js`) rest on it.

  /** Wilson's 95 % interval for a share; without answers it is everything. */
  function wilson(right, of) {
    if (of === 0) return [0, 1];
    const z2 = 1.959963984540054 ** 2;
    const centre = (right + z2 / 2) / (of + z2);
    const reach = Math.sqrt(z2 * (right * (of - right) / of + z2 / 4)) / (of + z2);
    return [Math.max(0, centre - reach), Math.min(1, centre + reach)];
  }

  /**
   * The mean of a function of the share under its posterior with Jeffreys' prior, Beta(right + 1/2,
   * wrong + 1/2). Seen as an angle (share = sin²) the density is smooth up to both ends, so plain
   * sums over an even grid are exact enough and no gamma function is needed. Counts may be
   * weighted, not whole.
   */
  function expect(right, wrong, value) {
    const steps = 2000;
    const shares = Array.from({ length: steps }, (_, at) => Math.sin((at + 0.5) / steps * Math.PI / 2) ** 2);
    const logs = shares.map(share => right * Math.log(share) + wrong * Math.log(1 - share));
    const peak = Math.max(...logs);
    const weights = logs.map(log => Math.exp(log - peak));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return weights.reduce((all, weight, at) => all + weight * value(shares[at]), 0) / sum;
  }

  gw.share = { wilson, expect };
}
