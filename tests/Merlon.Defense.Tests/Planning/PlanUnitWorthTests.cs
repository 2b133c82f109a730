using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Planning;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;
using Outcome = Merlon.Assessment.Outcome;

namespace Merlon.Defense.Tests.Planning;

/// <summary>The prepared worth of a technique against applying the measures to the field.</summary>
public sealed class PlanUnitWorthTests
{
    const double Rounding = 1e-12;

    static readonly AttackRelease Toy = Release("T1001 Windows", "T1002 Windows");

    [Fact]
    public void Every_set_is_worth_what_the_fold_says()
    {
        for (var number = 0; number < 400; number++)
        {
            var random = new Random(number);
            var journal = Enumerable.Range(0, random.Next(0, 6)).Select(_ => Any(random)).ToList();
            if (random.Next(2) == 0)
            {
                journal.Add(Test("T1001", (Outcome)random.Next(4), random.Next(0, 900)));
            }

            var fold = Fold(journal);
            var field = PlanField.Of(fold, static _ => 3, PlanParameters.Default);
            var measures = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Measure(random)).ToArray();
            var unit = new PlanUnitWorth(field, 0, measures);
            var before = field.WorthOf(0, field.CellsOf(0));
            for (var set = 0UL; set < 1UL << measures.Length; set++)
            {
                PlanCell[] cells = [.. field.CellsOf(0)];
                for (var measure = 0; measure < measures.Length; measure++)
                {
                    foreach (var change in (set >> measure & 1) == 1 ? measures[measure] : [])
                    {
                        cells[change.Scope] = cells[change.Scope].With(change);
                    }
                }

                unit.Of(set).ShouldBe(Math.Max(0, field.WorthOf(0, cells) - before), Rounding, $"{number} {set}");
            }
        }
    }

    [Fact]
    public void A_technique_knows_which_measures_outdo_others()
    {
        for (var number = 0; number < 1500; number++)
        {
            var random = new Random(number);
            var journal = Enumerable.Range(0, random.Next(0, 4)).Select(_ => Any(random)).ToList();
            if (random.Next(2) == 0)
            {
                journal.Add(Test("T1001", (Outcome)random.Next(4), random.Next(0, 900)));
            }

            var field = PlanField.Of(Fold(journal), static _ => 3, PlanParameters.Default);
            var measures = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Measure(random)).ToArray();
            var unit = new PlanUnitWorth(field, 0, measures);
            var term = new AskedTerm([.. Enumerable.Range(0, measures.Length)], unit.Of, unit.Kinship());
            var scale = random.NextDouble();
            var prices = measures.Select(_ => scale * random.Next(0, 4)).ToArray();
            var best = Enumerable.Range(0, 1 << measures.Length)
                .Max(set => unit.Of((ulong)set) - prices.Where((_, measure) => (set >> measure & 1) == 1).Sum());
            var free = Enumerable.Repeat(1, measures.Length).ToArray();
            term.MostOf(new int[free.Length], free, prices, new int[free.Length]).ShouldBe(best, 1e-9, $"{number}");
        }
    }

    static CoverageFold Fold(IEnumerable<Evidence> evidence) => CoverageFold.Of([.. evidence], Whole("Windows"), Toy, Today, CoverageParameters.Default);

    static IReadOnlyList<PlanChange> Measure(Random random)
    {
        if (random.Next(6) == 0)
        {
            return [new(0, [], IsTest: true)];
        }

        var statements = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Any(random));
        return [.. Fold([]).ChangesOf(statements).Where(static change => change.Unit == 0).Select(static change => new PlanChange(change.Scope, change.Claims, IsTest: false))];
    }

    static Evidence Any(Random random) => random.Next(3) switch
    {
        0 => Mitigation("T1001", random.Next(1, 100) / 100.0, $"M{random.Next(4)}"),
        1 => Rule("T1001", random.Next(1, 100) / 100.0, $"r{random.Next(5)}", random.Next(2) == 0 ? "windows/a" : "windows/b"),
        _ => LogSource("T1001", random.Next(1, 100) / 100.0, $"l{random.Next(4)}"),
    };
}
