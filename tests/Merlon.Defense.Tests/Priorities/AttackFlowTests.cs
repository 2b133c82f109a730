using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Priorities;

namespace Merlon.Defense.Tests.Priorities;

public sealed class AttackFlowTests
{
    /// <summary>a → AND → b, a → c, and a tool beside b; d is loose.</summary>
    const string Builder = """
        {"schema": "attack_flow_v2", "objects": [
          {"id": "flow", "instance": "f", "properties": [["name", "Small"]], "objects": ["a", "b", "c", "d", "and", "tool"]},
          {"id": "action", "instance": "a", "properties": [["name", "First"], ["technique_id", "T1566"]], "anchors": {"0": "aa"}},
          {"id": "AND_operator", "instance": "and", "properties": [["operator", "AND"]], "anchors": {"0": "andIn", "90": "andOut"}},
          {"id": "action", "instance": "b", "properties": [["name", "Second"], ["technique_id", null], ["ttp", [["tactic", "TA0002"], ["technique", "T1059.001"]]]], "anchors": {"0": "ba"}},
          {"id": "action", "instance": "c", "properties": [["name", "Third"], ["technique_id", "T1486"]], "anchors": {"0": "ca"}},
          {"id": "action", "instance": "d", "properties": [["name", "Loose"]], "anchors": {}},
          {"id": "tool", "instance": "tool", "properties": [["name", "x"]], "anchors": {"0": "ta"}},
          {"id": "vertical_anchor", "instance": "aa", "latches": ["l1", "l2"]},
          {"id": "vertical_anchor", "instance": "andIn", "latches": ["l3"]},
          {"id": "vertical_anchor", "instance": "andOut", "latches": ["l4"]},
          {"id": "vertical_anchor", "instance": "ba", "latches": ["l5", "l6"]},
          {"id": "vertical_anchor", "instance": "ca", "latches": ["l7"]},
          {"id": "vertical_anchor", "instance": "ta", "latches": ["l8"]},
          {"id": "dynamic_line", "instance": "x1", "source": "l1", "target": "l3"},
          {"id": "dynamic_line", "instance": "x2", "source": "l4", "target": "l5"},
          {"id": "dynamic_line", "instance": "x3", "source": "l2", "target": "l7"},
          {"id": "dynamic_line", "instance": "x4", "source": "l6", "target": "l8"},
          {"id": "dynamic_line", "instance": "x5", "source": "l6", "target": "gone"}
        ]}
        """;

    static Parsed<AttackFlow> Read(string json) => AttackFlowFile.Read(Encoding.UTF8.GetBytes(json), "a.afb", ReadLimits.Default);

    [Fact]
    public void A_flow_of_the_builder_is_a_graph_of_actions()
    {
        var read = Read(Builder);
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("FLOW005");
        var flow = read.Value!;
        flow.Name.ShouldBe("Small");
        flow.Actions.Select(static one => (one.Name, one.Technique)).ShouldBe([("First", "T1566"), ("Second", "T1059.001"), ("Third", "T1486"), ("Loose", "")]);
        flow.Edges.ShouldBe([new(0, 1), new(0, 2)]);
        flow.Actions[0].Path.ShouldBe("$.objects[1]");
    }

    [Fact]
    public void A_flow_in_stix_is_the_same_graph()
    {
        var flow = Read("""
            {"type": "bundle", "objects": [
              {"type": "attack-flow", "id": "attack-flow--1", "name": "Small"},
              {"type": "attack-action", "id": "a", "name": "First", "technique_id": "T1566", "effect_refs": ["and", "c"]},
              {"type": "attack-operator", "id": "and", "operator": "AND", "effect_refs": ["b"]},
              {"type": "attack-action", "id": "b", "name": "Second", "technique_id": "T1059.001"},
              {"type": "attack-condition", "id": "if", "on_true_refs": ["b"]},
              {"type": "attack-action", "id": "c", "name": "Third", "technique_id": "T1486"}
            ]}
            """).Value!;
        flow.Name.ShouldBe("Small");
        flow.Edges.ShouldBe([new(0, 1), new(0, 2)]);
    }

    [Theory]
    [InlineData("[]", "FLOW002")]
    [InlineData("{\"objects\": 1}", "FLOW002")]
    [InlineData("{\"objects\": [", "FLOW001")]
    [InlineData("{\"schema\": \"attack_flow_v2\", \"objects\": [7]}", "FLOW004")]
    public void What_is_no_flow_is_said(string json, string code) => Read(json).Diagnostics.ShouldContain(one => one.Code == code);

    [Fact]
    public void Actions_and_lines_are_bounded()
    {
        Bundle(AttackFlowFile.FlowActionsMax, 1).Diagnostics.ShouldBeEmpty();
        var over = Bundle(AttackFlowFile.FlowActionsMax + 1, 1);
        over.Value!.Actions.Count.ShouldBe(AttackFlowFile.FlowActionsMax);
        over.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("FLOW003");
        Bundle(2, AttackFlowFile.FlowLinesMax / 2).Diagnostics.ShouldBeEmpty();
        Bundle(2, AttackFlowFile.FlowLinesMax / 2 + 1).Diagnostics.ShouldContain(static one => one.Code == "FLOW003");
        AttackFlowFile.Read(new byte[AttackFlowFile.FlowBytesMax + 1], "x", ReadLimits.Default).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("FLOW003");
        var name = Read($$"""{"objects": [{"type": "attack-action", "id": "a", "name": "{{new string('x', AttackFlowFile.FlowNameCharsMax + 1)}}"}]}""").Value!;
        name.Actions[0].Name.Length.ShouldBe(AttackFlowFile.FlowNameCharsMax);
        var objects = Read($$"""{"objects": [{{string.Join(',', Enumerable.Repeat("{}", AttackFlowFile.FlowObjectsMax + 1))}}]}""");
        objects.Diagnostics.ShouldContain(static one => one.Code == "FLOW003");
    }

    static Parsed<AttackFlow> Bundle(int actions, int lines)
    {
        var refs = string.Join(',', Enumerable.Repeat("\"a1\"", lines));
        var objects = Enumerable.Range(0, actions).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"type": "attack-action", "id": "a{{i}}", "effect_refs": [{{refs}}]}"""));
        return Read($$"""{"objects": [{{string.Join(',', objects)}}]}""");
    }

    [Fact]
    public void Broken_flows_never_throw()
    {
        var source = Encoding.UTF8.GetBytes(Builder);
        var random = new Random(3);
        for (var round = 0; round < 5_000; round++)
        {
            var broken = (byte[])source.Clone();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                broken[random.Next(broken.Length)] = (byte)"[]{}:,\"0lab\\u"[random.Next(13)];
            }

            var read = AttackFlowFile.Read(broken, "x", ReadLimits.Default);
            (read.Value is not null || read.HasErrors).ShouldBeTrue();
        }
    }

    [Fact]
    public void Every_published_flow_is_read_whole()
    {
        var files = Directory.GetFiles(SharedData.PathOf("attack-flow"), "*.afb").Order(StringComparer.Ordinal).ToArray();
        var flows = files.Select(static file => AttackFlowFile.Read(File.ReadAllBytes(file), Path.GetFileName(file), ReadLimits.Default)).ToArray();
        flows.ShouldAllBe(static flow => flow.Value != null && !flow.HasErrors && flow.Diagnostics.Count == 0);
        flows.Sum(static flow => flow.Value!.Actions.Count).ShouldBe(256);
        flows.ShouldAllBe(static flow => flow.Value!.Edges.Count >= flow.Value.Actions.Count / 2);
        flows.Sum(static flow => flow.Value!.Actions.Count(static one => TechniqueId.TryParse(one.Technique, out _))).ShouldBeGreaterThan(230);
    }

    [Fact]
    public void Betweenness_counts_shortest_ways_as_trying_every_pair_does()
    {
        var random = new Random(17);
        for (var round = 0; round < 60; round++)
        {
            var count = random.Next(2, 9);
            var next = Enumerable.Range(0, count).Select(from => Enumerable.Range(0, count).Where(to => to != from && random.Next(3) == 0).ToArray()).ToArray();
            var fast = Betweenness.Of(next);
            var naive = Naive(next);
            for (var at = 0; at < count; at++)
            {
                fast[at].ShouldBe(naive[at], 1e-9);
            }
        }
    }

    static double[] Naive(int[][] next)
    {
        var score = new double[next.Length];
        for (var from = 0; from < next.Length; from++)
        {
            for (var to = 0; to < next.Length; to++)
            {
                if (from != to && Shortest(next, from, to) is { Count: > 0 } ways)
                {
                    foreach (var middle in ways.SelectMany(static way => way[1..^1]))
                    {
                        score[middle] += 1.0 / ways.Count;
                    }
                }
            }
        }

        return score;
    }

    static List<int[]> Shortest(int[][] next, int from, int to)
    {
        List<int[]> ways = [[from]];
        for (var length = 0; length < next.Length && ways.Count > 0; length++)
        {
            var there = ways.Where(way => way[^1] == to).ToList();
            if (there.Count > 0)
            {
                return there;
            }

            ways = [.. ways.SelectMany(way => next[way[^1]].Where(step => !way.Contains(step)).Select(step => (int[])[.. way, step]))];
        }

        return [];
    }

    [Fact]
    public void Co_use_counts_reports_and_knows_chance()
    {
        TechniqueId Id(int number) => TechniqueId.TryParse(string.Create(CultureInfo.InvariantCulture, $"T{number:0000}"), out var id) ? id : default;
        var use = CoUse.Of([new[] { Id(1), Id(2) }, new[] { Id(1), Id(2), Id(3) }, new[] { Id(3), Id(4) }, new[] { Id(1) }]);
        use.Reports.ShouldBe(3); // a report of one technique says nothing about two
        use.CountOf(Id(1)).ShouldBe(2);
        use.CountOf(Id(2), Id(1)).ShouldBe(2);
        use.ShareOf(Id(3), Id(1)).ShouldBe(0.5);
        use.LiftOf(Id(1), Id(2)).ShouldBe(1.5);
        use.ChanceOf(Id(3), Id(1)).ShouldBe(2.0 / 3 * (2.5 / (7.0 / 3)), 1e-12);
        use.CountOf(Id(9)).ShouldBe(0);
        use.LiftOf(Id(9), Id(1)).ShouldBe(0);
    }
}
