using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>The exact search against every set, and its proofs against an independent checker.</summary>
public sealed class PlanSearchTests
{
    const double Rounding = 1e-6;

    static readonly PlanEffort Long = new(long.MaxValue, KeepsProof: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_best_set_is_that_of_trying_every_set(int batch)
    {
        for (var number = batch * 1000; number < (batch + 1) * 1000; number++)
        {
            Agrees(PlanInstances.Graded(number, itemsMax: 10), $"graded {number}");
        }
    }

    [Fact]
    public void The_best_set_of_terms_that_are_asked_is_that_of_trying_every_set()
    {
        for (var number = 0; number < 1500; number++)
        {
            Agrees(PlanInstances.Asked(number, itemsMax: 9), $"asked {number}");
        }
    }

    static void Agrees(PlanInstance instance, string name)
    {
        var result = PlanSearch.Run(instance.Problem, Long);
        var proof = result.Proof.ShouldNotBeNull(name);
        var proven = ProofChecker.For(instance.Problem).BoundBy(proof);
        if (NaivePlan.Best(instance) is not { } best)
        {
            result.End.ShouldBe(PlanEnd.Infeasible, name);
            proven.ShouldBe(double.NegativeInfinity, name);
            return;
        }

        bool[] taken = [.. result.Taken];
        result.End.ShouldBe(PlanEnd.Proven, name);
        NaivePlan.IsAllowed(instance.Problem, taken).ShouldBeTrue(name);
        instance.Worth(taken).ShouldBe(best, Rounding, name);
        result.Value.ShouldBe(best, Rounding, name);
        result.Bound.ShouldBe(best, Rounding, name);
        proven.ShouldBe(best, Rounding, name);
        result.RootBound.ShouldBeGreaterThanOrEqualTo(best - Rounding, name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(3_000)]
    [InlineData(30_000)]
    public void A_search_that_is_cut_short_proves_its_gap(long work)
    {
        var cut = 0;
        for (var number = 50_000; number < 50_300; number++)
        {
            var instance = PlanInstances.Graded(number, itemsMax: 12);
            var result = PlanSearch.Run(instance.Problem, Long with { WorkMax = work });
            if (NaivePlan.Best(instance) is { } best && result.End != PlanEnd.Infeasible)
            {
                cut += result.End == PlanEnd.Work ? 1 : 0;
                result.Bound.ShouldBeGreaterThanOrEqualTo(best - Rounding, $"{number}");
                ProofChecker.For(instance.Problem).BoundBy(result.Proof.ShouldNotBeNull()).ShouldBeLessThanOrEqualTo(result.Bound + Rounding, $"{number}");
            }
        }

        (work < 3_000 ? cut : 1).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_same_limit_gives_the_same_plan()
    {
        for (var number = 60_000; number < 60_050; number++)
        {
            var (one, other) = (PlanInstances.Graded(number, 16), PlanInstances.Graded(number, 16));
            var (first, second) = (PlanSearch.Run(one.Problem, new(2_000)), PlanSearch.Run(other.Problem, new(2_000)));
            first.Taken.ShouldBe(second.Taken);
            (first.Value, first.Bound, first.Nodes, first.Work).ShouldBe((second.Value, second.Bound, second.Nodes, second.Work));
        }
    }

    [Fact]
    public void Time_that_is_up_ends_the_search_and_is_said()
    {
        var instance = Enumerable.Range(70_000, 200).Select(static number => PlanInstances.Graded(number, 16))
            .First(static instance => PlanSearch.Run(instance.Problem, Long) is { Nodes: > 1, End: PlanEnd.Proven });
        var result = PlanSearch.Run(instance.Problem, new(long.MaxValue, static () => true));
        result.End.ShouldBe(PlanEnd.Time);
        NaivePlan.IsAllowed(instance.Problem, [.. result.Taken]).ShouldBeTrue();
        result.Bound.ShouldBeGreaterThanOrEqualTo(result.Value);
    }

    [Fact]
    public void The_checker_refuses_a_proof_that_does_not_hold()
    {
        var instance = PlanInstances.Graded(7, 10);
        Should.Throw<InvalidOperationException>(() => ProofChecker.For(instance.Problem).BoundBy(new PlanProof.Single()));
    }
}
