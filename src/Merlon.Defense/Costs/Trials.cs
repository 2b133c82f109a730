namespace Merlon.Costs;

/// <summary>
/// Plays the years. Each scenario has its own stream of random numbers, begun from the seed and its name, so that a further scenario leaves
/// the others as they are. A loss of today is kept after the measures with the share that remains: thinning a Poisson process is exact, and
/// comparing the same years with themselves keeps chance out of the difference.
/// </summary>
sealed class Trials
{
    readonly double[][] frequencies;
    readonly double[][] magnitudes;

    public Trials(BenefitQuestion question, IReadOnlyList<LossGame> games)
    {
        var count = question.Trials;
        (LossBefore, LossAfter, Benefit) = (new double[count], new double[count], new double[count]);
        (ScenarioBefore, ScenarioAfter) = (new double[games.Count], new double[games.Count]);
        (frequencies, magnitudes) = (new double[games.Count][], new double[games.Count][]);
        var shares = Enumerable.Range(0, question.HorizonYears).Select(year => (double)(PresentValue.Of(0, 1, year + 1, question.DiscountRate) - PresentValue.Of(0, 1, year, question.DiscountRate))).ToArray();
        for (var at = 0; at < games.Count; at++)
        {
            Play(at, games[at], question, shares);
        }
    }

    /// <summary>Loss of the first year of each trial.</summary>
    public double[] LossBefore { get; }

    /// <summary>The same after the measures.</summary>
    public double[] LossAfter { get; }

    /// <summary>Discounted loss avoided over the horizon, of each trial.</summary>
    public double[] Benefit { get; }

    /// <summary>Mean loss a year of each scenario.</summary>
    public double[] ScenarioBefore { get; }

    /// <summary>The same after the measures.</summary>
    public double[] ScenarioAfter { get; }

    void Play(int at, LossGame game, BenefitQuestion question, double[] shares)
    {
        var random = new SeededRandom(question.Seed ^ HashOf(game.Name));
        var (drawn, means) = (new double[question.Trials], new double[question.Trials]);
        var remaining = game.Remaining;
        for (var trial = 0; trial < question.Trials; trial++)
        {
            var frequency = Math.Min(game.Frequency.Next(random), game.FrequencyMost);
            drawn[trial] = frequency;
            var (events, sum) = (0, 0.0);
            for (var year = 0; year < shares.Length; year++)
            {
                var (before, after) = (0.0, 0.0);
                for (var left = random.NextPoisson(frequency * game.Passing); left > 0; left--)
                {
                    var loss = game.Magnitude.Next(random);
                    before += loss;
                    after += random.NextShare() < remaining ? loss : 0;
                    events++;
                }

                sum += before;
                ScenarioBefore[at] += before;
                ScenarioAfter[at] += after;
                Benefit[trial] += (before - after) * shares[year];
                if (year == 0)
                {
                    LossBefore[trial] += before;
                    LossAfter[trial] += after;
                }
            }

            means[trial] = events > 0 ? sum / events : game.Magnitude.Mean;
        }

        ScenarioBefore[at] /= (double)question.Trials * shares.Length;
        ScenarioAfter[at] /= (double)question.Trials * shares.Length;
        (frequencies[at], magnitudes[at]) = (drawn, means);
    }

    /// <summary>Rank correlations of what was drawn with the benefit.</summary>
    public IReadOnlyList<RankCorrelation> Correlations(IReadOnlyList<LossScenario> scenarios)
    {
        var benefit = RanksOf(Benefit);
        var found = scenarios.SelectMany((scenario, at) => (RankCorrelation[])
        [
            new($"frequency of {scenario.Name}", Correlation(RanksOf(frequencies[at]), benefit)),
            new($"mean magnitude of {scenario.Name}", Correlation(RanksOf(magnitudes[at]), benefit)),
        ]);
        return [.. found.OrderByDescending(static one => Math.Abs(one.Value)).ThenBy(static one => one.Input, StringComparer.Ordinal)];
    }

    /// <summary>Ranks from 0, equals sharing the mean of theirs.</summary>
    internal static double[] RanksOf(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(at => values[at]).ToArray();
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end + 1 < order.Length && values[order[end + 1]].Equals(values[order[start]]))
            {
                end++;
            }

            for (var i = start; i <= end; i++)
            {
                ranks[order[i]] = (start + end) / 2.0;
            }

            start = end + 1;
        }

        return ranks;
    }

    /// <summary>Pearson's correlation, −1..1; 0 where one of the two does not vary.</summary>
    internal static double Correlation(double[] one, double[] other)
    {
        var (oneMean, otherMean) = (one.Average(), other.Average());
        var (product, oneSquare, otherSquare) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            var (x, y) = (one[i] - oneMean, other[i] - otherMean);
            product += x * y;
            oneSquare += x * x;
            otherSquare += y * y;
        }

        return oneSquare > 0 && otherSquare > 0 ? product / Math.Sqrt(oneSquare * otherSquare) : 0;
    }

    /// <summary>FNV-1a over the UTF-16 units of a name.</summary>
    static ulong HashOf(string name)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var unit in name)
        {
            hash = unchecked((hash ^ unit) * 1_099_511_628_211UL);
        }

        return hash;
    }
}
