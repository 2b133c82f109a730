using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>A random instance with its worth said naively, apart from how the product computes it.</summary>
sealed record PlanInstance(PlanProblem Problem, Func<bool[], double> Worth);

/// <summary>Random instances, each from its number alone.</summary>
static class PlanInstances
{
    static readonly double[][] Scales = [[1.0], [0.5], [0.3], [0.25, 0.5, 0.9], [0.05, 0.3, 0.62, 0.95, 1.0]];
    static readonly long[] Prices = [5, 10, 20, 40, 80];

    static readonly HashSet<(int Place, string Key)> EmptySet = [];

    /// <summary>Up to so many items with budgets, and with prerequisites, exclusions and musts by chance.</summary>
    public static PlanInstance Graded(int number, int itemsMax)
    {
        var random = new Random(number);
        var count = random.Next(1, itemsMax + 1);
        var parts = Parts(random, count, random.Next(1, 14));
        var problem = Problem(random, count, PlanObjective.Graded(count, parts.Select(static part => (part.Weight, (IReadOnlyList<(int, double)>)part.Grades))));
        return new(problem, taken => parts.Sum(part => part.Weight * (1 - part.Grades.Where(grade => taken[grade.Item]).Aggregate(1.0, static (open, grade) => open * (1 - grade.Grade)))));
    }

    /// <summary>The same conditions over terms that are asked: matroid-like sums with falling shares, cut at a ceiling.</summary>
    public static PlanInstance Asked(int number, int itemsMax)
    {
        var random = new Random(number);
        var count = random.Next(1, itemsMax + 1);
        var parts = Parts(random, count, random.Next(1, 8));
        var extras = Enumerable.Range(0, count).Select(_ => random.Next(4) == 0 ? -random.NextDouble() : 0).ToArray();
        var terms = parts.Select(part => new AskedTerm(
            [.. part.Grades.Select(static grade => grade.Item)],
            set => part.Weight * Falling(part.Grades.Where((_, index) => (set >> index & 1) == 1).Select(static grade => grade.Grade)),
            number % 2 == 0 ? null : new PlanKinship([.. part.Grades.Select(static (grade, index) => new[] { new PlanVoice(0, $"k{index}", grade.Grade) })], EmptySet)));
        var problem = Problem(random, count, PlanObjective.Of(count, terms, extras));
        return new(problem, taken => parts.Sum(part => part.Weight * Falling(part.Grades.Where(grade => taken[grade.Item]).Select(static grade => grade.Grade)))
            + extras.Where((_, item) => taken[item]).Sum());
    }

    /// <summary>min(.9, Σ .5^i × strength), the strongest first.</summary>
    static double Falling(IEnumerable<double> strengths)
        => Math.Min(0.9, strengths.OrderDescending().Select(static (strength, index) => strength * Math.Pow(0.5, index)).Sum());

    static List<(double Weight, (int Item, double Grade)[] Grades)> Parts(Random random, int count, int parts)
    {
        var scale = Scales[random.Next(Scales.Length)];
        return [.. Enumerable.Range(0, parts).Select(_ => (
            (double)random.Next(1, 100),
            Enumerable.Range(0, count).Where(_ => random.Next(3) == 0).Select(item => (item, scale[random.Next(scale.Length)])).ToArray()))];
    }

    static PlanProblem Problem(Random random, int count, PlanObjective objective)
    {
        var limits = random.Next(0, 4);
        var items = Enumerable.Range(0, count).Select(item => new PlanItem(
            $"i{item}", [.. Enumerable.Range(0, limits).Select(_ => random.Next(6) == 0 ? 0 : Prices[random.Next(Prices.Length)])],
            random.Next(4) == 0 ? [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Some(random, count))] : [],
            IsMust: random.Next(14) == 0, IsBarred: random.Next(20) == 0));
        return new()
        {
            Items = [.. items],
            Limits = [.. Enumerable.Range(0, limits).Select(limit => new PlanLimit($"l{limit}", random.Next(0, 12 * count)))],
            Exclusions = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Some(random, count))],
            Objective = objective,
        };
    }

    static int[] Some(Random random, int count) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(count))];
}
