using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Defense.Tests.Assessment;
using Merlon.Intelligence;
using Merlon.Trend;
using Outcome = Merlon.Assessment.Outcome;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Trend;

public sealed class CoverageMoveTests
{
    const double Tolerance = 1e-9;

    static readonly AttackRelease Toy = Release("T1059 Windows,Linux", "T1059.001 Windows", "T1059.004 Linux", "T1078 Windows");

    static readonly Organisation Bank = Scoped(new("workstations", 0.6, ["Windows"]), new("servers", 0.4, ["Windows", "Linux"]));
    static readonly Organisation Rebalanced = Scoped(new("workstations", 0.2, ["Windows"]), new("servers", 0.8, ["Windows", "Linux"]));

    static Gen<Evidence> Statements =>
        from technique in Gen.Elements("T1059", "T1059.001", "T1059.004", "T1078")
        from kind in Gen.Choose(0, 4)
        from strength in Gen.Choose(1, 100)
        from source in Gen.Elements("a", "b", "c")
        from scope in Gen.Elements("", "workstations", "servers")
        from age in Gen.Choose(-20, 1_200)
        select kind switch
        {
            0 => Rule(technique, strength / 100.0, source).In(scope),
            1 => Mitigation(technique, strength / 100.0, source).In(scope).Since(age),
            2 => Control(technique, strength / 100.0, $"nist-800-53-r5:{source}-2").In(scope),
            3 => LogSource(technique, strength / 100.0, source).In(scope).Since(age),
            _ => Test(technique, (Outcome)(strength % 4), age, scope),
        };

    static Gen<(Evidence[] Before, Evidence[] After, int Days, bool IsRebalanced)> Stories =>
        from kept in Statements.ArrayOf()
        from gone in Statements.ArrayOf()
        from come in Statements.ArrayOf()
        from days in Gen.Choose(0, 400)
        from isRebalanced in Gen.Elements(false, true)
        select (Once([.. kept, .. gone]), Once([.. kept, .. come]), days, isRebalanced);

    static Evidence[] Once(IEnumerable<Evidence> evidence) => [.. evidence.DistinctBy(static e => e.Id, StringComparer.Ordinal)];

    static TrendMoment Moment(IReadOnlyList<Evidence> evidence, int daysAgo = 0, Organisation? organisation = null)
        => new(new TrendInputs(Today.AddDays(-daysAgo), evidence, organisation ?? Bank, Toy, GroupSectors.OpenBuiltIn()));

    [Fact]
    public void The_parts_of_every_technique_add_up_to_what_it_moved() => Prop.ForAll(Stories.ToArbitrary(), static story =>
    {
        var (before, after) = (Moment(story.Before, story.Days), Moment(story.After, 0, story.IsRebalanced ? Rebalanced : Bank));
        var game = MoveGame.Of(before.Inputs, after.Inputs);
        MoveShares shares = new(before.Inputs, after.Inputs);
        for (var i = 0; i < game.Techniques.Count; i++)
        {
            var sum = default(AxisMove);
            for (var player = 0; player < game.Players.Count; player++)
            {
                var part = game.Parts[player][i];
                sum += part;
                if (game.Players[player] is not (MovePlayer.Time or MovePlayer.Structure) && part.Largest > 0)
                {
                    var shared = shares.Of(game.Techniques[i], game.Players[player], part);
                    (shared.Aggregate(default(AxisMove), static (all, one) => all + one.Value) - part).Largest.ShouldBeLessThan(Tolerance);
                }
            }

            (sum - (game.After[i] - game.Before[i])).Largest.ShouldBeLessThan(Tolerance);
            var coverage = after.Coverage.Of(game.Techniques[i]);
            game.After[i].Covered.ShouldBe(coverage.Covered, Tolerance);
        }
    }).Check(Cases.Quick.WithMaxTest(150));

    [Fact]
    public void Each_players_part_is_the_mean_over_all_orders_in_which_players_join() => Prop.ForAll(Stories.ToArbitrary(), static story =>
    {
        var (before, after) = (Moment(story.Before, story.Days), Moment(story.After, 0, story.IsRebalanced ? Rebalanced : Bank));
        var game = MoveGame.Of(before.Inputs, after.Inputs);
        if (game.Players.Count is 0 or > 4)
        {
            return;
        }

        var expected = game.Players.ToDictionary(static p => p, _ => new double[game.Techniques.Count]);
        var orders = Orders([.. game.Players]).ToArray();
        foreach (var order in orders)
        {
            HashSet<MovePlayer> joined = [];
            var last = NaiveCovered(game, before.Inputs, after.Inputs, joined);
            foreach (var player in order)
            {
                joined.Add(player);
                var now = NaiveCovered(game, before.Inputs, after.Inputs, joined);
                for (var i = 0; i < now.Length; i++)
                {
                    expected[player][i] += (now[i] - last[i]) / orders.Length;
                }

                last = now;
            }
        }

        for (var player = 0; player < game.Players.Count; player++)
        {
            for (var i = 0; i < game.Techniques.Count; i++)
            {
                game.Parts[player][i].Covered.ShouldBe(expected[game.Players[player]][i], Tolerance);
            }
        }
    }).Check(Cases.Quick.WithMaxTest(60));

    [Fact]
    public void The_order_of_the_evidence_changes_nothing() => Prop.ForAll(Stories.ToArbitrary(), static story =>
    {
        var game = MoveGame.Of(Moment(story.Before, story.Days).Inputs, Moment(story.After).Inputs);
        var turned = MoveGame.Of(Moment([.. story.Before.Reverse()], story.Days).Inputs, Moment([.. story.After.Reverse()]).Inputs);
        turned.Players.ShouldBe(game.Players);
        for (var player = 0; player < game.Players.Count; player++)
        {
            for (var i = 0; i < game.Techniques.Count; i++)
            {
                (turned.Parts[player][i] - game.Parts[player][i]).Largest.ShouldBeLessThan(Tolerance);
            }
        }
    }).Check(Cases.Quick.WithMaxTest(100));

    [Fact]
    public void Nothing_moved_has_no_parts()
    {
        var moment = Moment([Rule("T1059.001", 0.4, "a"), Test("T1078", Outcome.Alerted, 30)]);
        var move = CoverageMove.Between(moment, Moment(moment.Inputs.Evidence));
        move.Parts.ShouldBeEmpty();
        move.Techniques.ShouldBeEmpty();
        move.Rest.Largest.ShouldBe(0);
        move.HasFallen(0.01).ShouldBeFalse();
    }

    [Fact]
    public void Days_alone_are_the_whole_cause_of_what_fades()
    {
        Evidence[] evidence = [Mitigation("T1078", 0.5, "M1032").Since(800)];
        var game = MoveGame.Of(Moment(evidence, 730).Inputs, Moment(evidence).Inputs);
        game.Players.ShouldBe([MovePlayer.Time]);
        game.Parts[0][game.IndexOf(Id("T1078"))].Covered.ShouldBeLessThan(0);
    }

    [Fact]
    public void What_comes_with_a_date_between_is_the_statements_doing_and_not_that_of_time()
    {
        var game = MoveGame.Of(Moment([], 100).Inputs, Moment([Mitigation("T1078", 0.5, "M1032").Since(10)]).Inputs);
        var at = game.IndexOf(Id("T1078"));
        game.Parts[game.Players.IndexOf(MovePlayer.Time)][at].Covered.ShouldBe(0, Tolerance);
        game.Parts[game.Players.IndexOf(MovePlayer.Prevention)][at].Covered.ShouldBe(game.After[at].Covered, Tolerance);
    }

    [Fact]
    public void A_source_that_changes_nothing_gets_nothing_and_equal_ones_get_the_same()
    {
        Evidence[] before = [];
        Evidence[] after = [Rule("T1059.001", 0.4, "a"), Rule("T1059.001", 0.4, "b"), Rule("T1078", 0.4, "c")];
        MoveShares shares = new(Moment(before).Inputs, Moment(after).Inputs);
        var game = MoveGame.Of(Moment(before).Inputs, Moment(after).Inputs);
        var at = game.IndexOf(Id("T1059.001"));
        var parts = shares.Of(game.Techniques[at], MovePlayer.Detection, game.Parts[0][at]);
        parts.Select(static p => p.Key).ShouldBe(["rule:windows/process_creation:a", "rule:windows/process_creation:b"]);
        parts[0].Value.Detection.ShouldBe(parts[1].Value.Detection, Tolerance);
    }

    static TechniqueId Id(string id) => TechniqueId.Parse(id, provider: null);

    static IEnumerable<MovePlayer[]> Orders(MovePlayer[] players) => players.Length <= 1 ? [players]
        : players.SelectMany(first => Orders([.. players.Where(p => p != first)]).Select(rest => (MovePlayer[])[first, .. rest]));

    /// <summary>Covered with some players at their later state, folded the plain way.</summary>
    static double[] NaiveCovered(MoveGame game, TrendInputs before, TrendInputs after, HashSet<MovePlayer> joined)
    {
        var day = joined.Contains(MovePlayer.Time) ? after.Day : before.Day;
        MoveDays days = new(before, after);
        var evidence = before.Evidence.Where(e => !joined.Contains(MoveGame.PlayerOf(e.Kind))).Select(e => days.OfOld(e, day))
            .Concat(after.Evidence.Where(e => joined.Contains(MoveGame.PlayerOf(e.Kind))).Select(e => days.OfNew(e, day))).ToArray();
        var coverage = Coverage.Of(evidence, joined.Contains(MovePlayer.Structure) ? after.Organisation : before.Organisation, Toy, day, CoverageParameters.Default);
        return [.. game.Techniques.Select(t => coverage.Of(t).Covered)];
    }
}
