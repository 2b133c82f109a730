using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class ObjectGraphTests
{
    [Fact]
    public void A_path_tells_what_each_step_stands_on()
    {
        var release = MiniBundle.Small().Add("tool", "w1", "S0001", "Skeleton", ("description", "Opens."))
            .Relate("uses", "intrusion-set--g1", "tool--w1", ("description", "They use it.")).Release();
        var path = ObjectGraph.Connect(release, Of(release, "S0001"), Of(release, "M1001"), 6, 1).Paths.ShouldHaveSingleItem();

        path.Steps.Select(static step => (step.From.Id, step.Type, step.IsForward, step.To.Id)).ShouldBe(
            [("S0001", "uses", false, "G0001"), ("G0001", "uses", true, "T1001"), ("T1001", "mitigates", false, "M1001")]);
        path.Steps[0].Statements.ShouldHaveSingleItem().Description.ShouldBe("They use it.");
        path.Cost.ShouldBe(10 + 10 + 12 + PassingCost(release, "G0001") + PassingCost(release, "T1001"));
    }

    [Fact]
    public void Fields_are_steps_too()
    {
        var release = MiniBundle.Small().Release();
        ObjectGraph.Connect(release, Of(release, "T1001"), Of(release, "DC0001"), 6, 1).Paths[0].Steps.Select(static step => step.Type).ShouldBe(["detects", "has-analytic", "reads"]);
        ObjectGraph.Connect(release, Of(release, "T1001"), Of(release, "TA0001"), 6, 1).Paths[0].Steps.ShouldHaveSingleItem().Type.ShouldBe("in-tactic");
    }

    [Fact]
    public void A_longer_way_through_a_campaign_is_worth_more_than_a_short_one_through_a_tactic()
    {
        var release = MiniBundle.Small().Technique("a9", "T1009", "Look through the keyhole", "knock")
            .Add("malware", "w1", "S0001", "Eye").Relate("uses", "malware--w1", "attack-pattern--a9").Relate("uses", "campaign--c1", "malware--w1").Release();

        var best = ObjectGraph.Connect(release, Of(release, "T1009"), Of(release, "T1001.001"), 6, 10).Paths;
        best[0].Steps.Select(static step => step.To.Id).ShouldBe(["S0001", "C0001", "T1001.001"]);
        best.ShouldContain(static path => path.Steps.Count == 2 && path.Steps[0].To.Id == "TA0001");
    }

    [Fact]
    public void Dead_statements_and_objects_connect_nothing_but_what_replaced_something_does()
    {
        var release = MiniBundle.Small().Technique("old", "T0999", "Old ring", "knock").Revoke("attack-pattern--old").Relate("revoked-by", "attack-pattern--old", "attack-pattern--a1")
            .Relate("uses", "intrusion-set--g1", "attack-pattern--old").Release();
        var path = ObjectGraph.Connect(release, Of(release, "T0999"), Of(release, "G0001"), 6, 5).Paths[0];

        path.Steps.Select(static step => step.Type).ShouldBe(["revoked-by", "uses"]);
        ObjectGraph.Connect(MiniBundle.Small().Add("tool", "w1", "S0001", "Alone").Release(), Of(release, "G0001"), Of(release, "T1001"), 1, 1).Paths.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 5)]
    [InlineData(5, 2)]
    public void Paths_are_those_that_trying_every_way_finds(int seed, int stepsMax)
    {
        var random = new Random(seed);
        var release = RandomRelease(random);
        var neighbours = new ObjectNeighbours(release);
        for (var i = 0; i < 12; i++)
        {
            var (from, to) = (release.Objects[random.Next(release.Objects.Count)], release.Objects[random.Next(release.Objects.Count)]);
            if (ReferenceEquals(from, to))
            {
                continue;
            }

            var every = new List<(int Cost, string Path)>();
            TryEvery(neighbours, [from], 0, to, stepsMax, every);
            var found = ObjectGraph.Connect(release, from, to, stepsMax, ObjectGraph.PathsMax);

            found.IsWhole.ShouldBeTrue();
            found.Paths.Select(static path => path.Cost).ShouldBe(every.Select(static path => path.Cost).Order().Take(ObjectGraph.PathsMax));
            if (every.Count <= ObjectGraph.PathsMax)
            {
                found.Paths.Select(TextOf).Order(StringComparer.Ordinal).ShouldBe(every.Select(static path => path.Path).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void The_same_question_has_the_same_answer()
    {
        var release = BuiltInRelease.Open();
        var first = ObjectGraph.Connect(release, Of(release, "G0016"), Of(release, "G0032"), 4, 50);
        first.Paths.Count.ShouldBe(50);
        first.Paths.Select(static path => path.Cost).ShouldBeInOrder();
        var other = BuiltInRelease.Open();
        ObjectGraph.Connect(other, Of(other, "G0016"), Of(other, "G0032"), 4, 50).Paths.Select(TextOf).ShouldBe(first.Paths.Select(TextOf));
    }

    [Fact]
    public void Bounds_are_kept()
    {
        var release = MiniBundle.Small().Release();
        var (from, to) = (Of(release, "G0001"), Of(release, "T1001"));
        Should.Throw<ArgumentOutOfRangeException>(() => ObjectGraph.Connect(release, from, to, ObjectGraph.StepsMax + 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => ObjectGraph.Connect(release, from, to, 1, ObjectGraph.PathsMax + 1));
        Should.Throw<ArgumentException>(() => ObjectGraph.Connect(release, from, from, 1, 1));
        ObjectGraph.Connect(release, from, to, ObjectGraph.StepsMax, ObjectGraph.PathsMax).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public void A_search_that_would_not_end_gives_up_and_says_so()
    {
        var release = BuiltInRelease.Open();
        var many = ObjectGraph.Connect(release, Of(release, "TA0002"), Of(release, "TA0005"), ObjectGraph.StepsMax, ObjectGraph.PathsMax);
        (many.Paths.Count == ObjectGraph.PathsMax || !many.IsWhole).ShouldBeTrue();
    }

    [Theory]
    [InlineData("ics-attack-18.1.json")]
    [InlineData("ics-attack-17.1.json")]
    public void Being_related_goes_both_ways(string bundle)
    {
        var release = RealBundles.Release(bundle);
        var random = new Random(3);
        var objects = release.Objects.Where(static found => found.IsLive).OrderBy(_ => random.Next()).Take(120).ToList();
        var related = 0;
        foreach (var left in objects)
        {
            var isRelated = ObjectReach.Related(release, left);
            foreach (var right in objects)
            {
                ObjectReach.AreRelated(release, left, right).ShouldBe(isRelated(right), $"{left} {right}");
                isRelated(right).ShouldBe(ObjectReach.AreRelated(release, right, left), $"{left} {right}");
                related += isRelated(right) ? 1 : 0;
            }
        }

        related.ShouldBeGreaterThan(500);
    }

    static void TryEvery(ObjectNeighbours neighbours, List<AttackObject> way, int cost, AttackObject to, int stepsMax, List<(int Cost, string Path)> found, string text = "")
    {
        foreach (var step in neighbours.Of(way[^1]))
        {
            var path = $"{text}{step.From.StixId} {step.Type} {step.IsForward} {step.To.StixId};";
            if (ReferenceEquals(step.To, to))
            {
                found.Add((cost + ObjectNeighbours.CostOf(step), path));
            }
            else if (way.Count < stepsMax && !way.Contains(step.To))
            {
                TryEvery(neighbours, [.. way, step.To], cost + ObjectNeighbours.CostOf(step) + neighbours.CostOfPassing(step.To), to, stepsMax, found, path);
            }
        }
    }

    static AttackRelease RandomRelease(Random random)
    {
        var bundle = MiniBundle.Small();
        string[] types = ["intrusion-set", "malware", "campaign", "attack-pattern"];
        List<string> ids = ["attack-pattern--a1", "attack-pattern--a2", "intrusion-set--g1", "campaign--c1"];
        for (var i = 0; i < 8; i++)
        {
            var type = types[random.Next(types.Length)];
            if (type == "attack-pattern")
            {
                bundle.Technique($"r{i}", $"T{2000 + i}", $"Random {i}", random.Next(2) == 0 ? "knock" : "enter");
            }
            else
            {
                bundle.Add(type, $"r{i}", $"R{i:0000}", $"Random {i}");
            }

            bundle.Relate("uses", $"{type}--r{i}", ids[random.Next(ids.Count)]);
            bundle.Relate(random.Next(2) == 0 ? "uses" : "attributed-to", $"{type}--r{i}", ids[random.Next(ids.Count)]);
            ids.Add($"{type}--r{i}");
        }

        return bundle.Release();
    }

    static string TextOf(ObjectPath path) => string.Concat(path.Steps.Select(static step => $"{step.From.StixId} {step.Type} {step.IsForward} {step.To.StixId};"));

    static int PassingCost(AttackRelease release, string id) => new ObjectNeighbours(release).CostOfPassing(Of(release, id));

    static AttackObject Of(AttackRelease release, string id) => release.TryFind(id, out var found) ? found : throw new ArgumentException("not there", nameof(id));
}
