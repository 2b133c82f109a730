using Merlon.Attack;

namespace Merlon.Costs;

/// <summary>How likely an attacker is to get through a scenario's path, with the chance at each step.</summary>
/// <param name="Value">0..1.</param>
/// <param name="Steps">0..1 for each step, in order.</param>
public sealed record PathChance(double Value, IReadOnlyList<double> Steps)
{
    /// <summary>
    /// A step is passed with the chance that the technique taken is not covered; the path with the product of its steps where they fail
    /// independently of each other, with the least of them where the defence stands or falls as a whole, and between the two as the scenario
    /// says (docs/design/benefit.md).
    /// </summary>
    /// <param name="scenario">The scenario; one without steps is passed always.</param>
    /// <param name="coveredOf">Coverage of a technique, 0..1.</param>
    /// <param name="weightOf">Threat weight of a technique, 0 or more: how alternatives are weighed.</param>
    /// <param name="dependence">0..1, instead of the scenario's own.</param>
    internal static PathChance Of(LossScenario scenario, Func<TechniqueId, double> coveredOf, Func<TechniqueId, double> weightOf, double dependence)
    {
        var steps = scenario.Steps.Select(step => StepOf(step, scenario.TakesBestAlternative, coveredOf, weightOf)).ToArray();
        var (product, least) = (1.0, 1.0);
        foreach (var step in steps)
        {
            product *= step;
            least = Math.Min(least, step);
        }

        return new((1 - dependence) * product + dependence * least, steps);
    }

    static double StepOf(LossStep step, bool takesBest, Func<TechniqueId, double> coveredOf, Func<TechniqueId, double> weightOf)
    {
        var passes = step.Techniques.Select(one => (Weight: weightOf(one.TechniqueId), Pass: Math.Clamp(1 - coveredOf(one.TechniqueId), 0, 1))).ToArray();
        if (takesBest)
        {
            return passes.Max(static one => one.Pass);
        }

        var sum = passes.Sum(static one => one.Weight);
        return sum > 0 ? passes.Sum(static one => one.Weight * one.Pass) / sum : passes.Average(static one => one.Pass);
    }
}
