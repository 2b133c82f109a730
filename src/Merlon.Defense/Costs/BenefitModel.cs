using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Priorities;

namespace Merlon.Costs;

/// <summary>The simulation: years of losses with today's defence and, event by event, what the measures would have stopped of them.</summary>
sealed class BenefitModel
{
    static readonly double[] CurveProbabilities = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.005, 0.001];

    readonly GapAssessment assessment;
    readonly BenefitQuestion question;
    readonly IReadOnlyList<LossScenario> scenarios;
    readonly Func<TechniqueId, double> now;
    readonly Func<TechniqueId, double> after;
    readonly IReadOnlyList<string> measures;
    readonly decimal cost;

    BenefitModel(GapAssessment assessment, IReadOnlyList<LossScenario> scenarios, BenefitQuestion question)
    {
        this.assessment = assessment;
        this.question = question;
        this.scenarios = scenarios;
        var all = assessment.Plan.Steps.Select(static step => step.Measure).ToArray();
        var chosen = question.Measures.Count == 0 ? all : [.. all.Concat(assessment.Plan.NotChosen).Where(one => question.Measures.Contains(one.Id, StringComparer.Ordinal)).DistinctBy(static one => one.Id, StringComparer.Ordinal)];
        measures = [.. chosen.Select(static one => one.Id)];
        cost = LedgerAmount.Cents(chosen.Sum(one => one.Cost.Over(question.HorizonYears, question.DiscountRate, assessment.Organisation.Costs.Rates)));
        var field = MeasureField.Of(assessment);
        now = field.CoveredOf;
        after = field.CoveredAfter(measures.ToHashSet(StringComparer.Ordinal));
    }

    public static BenefitModel Of(GapAssessment assessment, IReadOnlyList<LossScenario> scenarios, BenefitQuestion question) => new(assessment, scenarios, question);

    public BenefitReport Report()
    {
        var games = scenarios.Select(GameOf).ToArray();
        RequireFewEvents(games);
        var trials = new Trials(question, games);
        var loss = (Before: Sorted(trials.LossBefore), After: Sorted(trials.LossAfter));
        var rosi = trials.Benefit.Select(one => (one - (double)cost) / (double)Math.Max(cost, 0.01m)).ToArray();
        return new BenefitReport
        {
            Question = question,
            Currency = assessment.Organisation.Costs.Currency,
            Measures = measures,
            Cost = cost,
            Scenarios = [.. games.Select((game, at) => new ScenarioResult(scenarios[at], game.Before, game.After, game.MeanBefore, game.MeanAfter, trials.ScenarioBefore[at], trials.ScenarioAfter[at]))],
            LossBefore = SpreadOf(loss.Before),
            LossAfter = SpreadOf(loss.After),
            Benefit = SpreadOf(Sorted(trials.Benefit)),
            Rosi = cost > 0 ? SpreadOf(Sorted(rosi)) : null,
            ChanceOfGain = trials.Benefit.Count(one => one > (double)cost) / (double)question.Trials,
            Curve = [.. CurveProbabilities.Where(one => one * question.Trials >= 5).Select(one => new Exceedance(one, Percentile.OfSorted(loss.Before, 1 - one), Percentile.OfSorted(loss.After, 1 - one)))],
            Swings = [.. Swings(games).OrderByDescending(static one => one.Width).ThenBy(static one => one.Input, StringComparer.Ordinal)],
            Correlations = trials.Correlations(scenarios),
            ExpectedNet = NetOf(games) - (double)cost,
        };
    }

    void RequireFewEvents(LossGame[] games)
    {
        var events = games.Sum(static one => one.Frequency.Mean * one.Passing) * question.Trials * question.HorizonYears;
        if (events > BenefitQuestion.LossEventsMax)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{events:0} losses would have to be drawn, more than {BenefitQuestion.LossEventsMax}: use fewer trials or a shorter horizon, or count rarer and larger losses"));
        }
    }

    LossGame GameOf(LossScenario scenario) => GameOf(scenario, scenario.Dependence, 1);

    LossGame GameOf(LossScenario scenario, double dependence, double riseShare)
    {
        var before = PathChance.Of(scenario, now, assessment.Profile.WeightOf, dependence);
        var later = PathChance.Of(scenario, id => now(id) + riseShare * Math.Max(0, after(id) - now(id)), assessment.Profile.WeightOf, dependence);
        return new LossGame(scenario, before, later);
    }

    double NetOf(IEnumerable<LossGame> games) => games.Sum(static one => one.MeanBefore - one.MeanAfter) * Annuity(question.DiscountRate);

    /// <summary>What one unit a year is worth over the horizon, the first at once.</summary>
    double Annuity(decimal rate) => (double)PresentValue.Of(0, 1, question.HorizonYears, rate);

    IEnumerable<Swing> Swings(LossGame[] games)
    {
        var worth = (double)cost;
        for (var at = 0; at < games.Length; at++)
        {
            var scenario = scenarios[at];
            var index = at;
            double With(LossGame other) => NetOf(games.Select((game, number) => number == index ? other : game)) - worth;
            var name = scenario.Name;
            yield return Of($"frequency of {name}", scenario.Frequency, end => With(games[index].WithFrequency(end)));
            yield return Of($"magnitude of {name}", scenario.Magnitude, end => With(games[index].WithMagnitude(end)));
            if (scenario.Steps.Count > 1)
            {
                yield return new($"dependence of the steps of {name}", With(GameOf(scenario, 0, 1)), With(GameOf(scenario, 1, 1)), 0, 1, IsOwn: false);
            }
        }

        yield return new("what the measures add to coverage, if half or all of what is expected", NetOf(scenarios.Select(one => GameOf(one, one.Dependence, 0.5))) - worth, NetOf(games) - worth, 0.5, 1, IsOwn: false);
        yield return new("cost of the measures, if a fifth less or more", NetOf(games) - 0.8 * worth, NetOf(games) - 1.2 * worth, 0.8 * worth, 1.2 * worth, IsOwn: false);

        static Swing Of(string input, LossRange range, Func<double, double> net) => new(input, net(range.Low), net(range.High), range.Low, range.High, IsOwn: true);
    }

    static double[] Sorted(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return sorted;
    }

    static Spread SpreadOf(double[] sorted)
    {
        var mean = sorted.Average();
        var variance = sorted.Sum(one => (one - mean) * (one - mean)) / Math.Max(1, sorted.Length - 1);
        return new(Percentile.OfSorted(sorted, 0.1), Percentile.OfSorted(sorted, 0.5), Percentile.OfSorted(sorted, 0.9), mean, Math.Sqrt(variance / sorted.Length));
    }
}

/// <summary>A scenario ready to be played.</summary>
sealed class LossGame
{
    readonly LossScenario scenario;

    public LossGame(LossScenario scenario, PathChance before, PathChance after)
    {
        this.scenario = scenario;
        Before = before;
        After = after;
        Frequency = new(scenario.Frequency, scenario.Distribution);
        Magnitude = new(scenario.Magnitude, scenario.Distribution);
        MeanFrequency = Frequency.Mean;
        MeanMagnitude = Magnitude.Mean;
    }

    public string Name => scenario.Name;

    public PathChance Before { get; }

    public PathChance After { get; }

    public LossDraw Frequency { get; }

    public LossDraw Magnitude { get; }

    /// <summary>Ten times the high end: a lognormal tail is cut there, so that no trial runs away.</summary>
    public double FrequencyMost => 10 * scenario.Frequency.High;

    double MeanFrequency { get; init; }

    double MeanMagnitude { get; init; }

    /// <summary>What the frequency is multiplied with to have losses: 1 where it counts losses already.</summary>
    public double Passing => scenario.Counts == LossCount.Losses ? 1 : Before.Value;

    /// <summary>0..1: chance that a loss of today would still happen.</summary>
    public double Remaining => Before.Value > 0 ? Math.Min(1, After.Value / Before.Value) : 1;

    public double MeanBefore => MeanFrequency * Passing * MeanMagnitude;

    public double MeanAfter => MeanBefore * Remaining;

    public LossGame WithFrequency(double mean) => new(scenario, Before, After) { MeanFrequency = mean, MeanMagnitude = MeanMagnitude };

    public LossGame WithMagnitude(double mean) => new(scenario, Before, After) { MeanFrequency = MeanFrequency, MeanMagnitude = mean };
}
