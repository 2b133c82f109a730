using System.Text;
using Merlon.Attack;
using Merlon.Dettect;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Defense.Tests.Dettect;

public sealed class DettectScoringTests
{
    [Theory]
    [InlineData(4, 3, 2, 1, 5, 3.375)] // (8 + 6 + 10 + 2 + 1) / 8
    [InlineData(5, 5, 5, 5, 5, 5)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(1, 0, 0, 0, 0, 0.25)]
    [InlineData(0, 0, 1, 0, 0, 0.125)]
    [InlineData(3, 2, 3, 5, 1, 2.5)] // (6 + 4 + 2 + 3 + 5) / 8
    public void Data_quality_counts_devices_fields_and_retention_twice(int devices, int fields, int timeliness, int consistency, int retention, double score)
        => new DettectQuality(devices, fields, timeliness, consistency, retention).Score.ShouldBe(score);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.01, 1)]
    [InlineData(49, 1)]
    [InlineData(49.01, 2)]
    [InlineData(50, 2)]
    [InlineData(74, 2)]
    [InlineData(75, 3)]
    [InlineData(99, 3)]
    [InlineData(99.01, 4)]
    [InlineData(100, 4)]
    public void Visibility_has_steps(double percent, int score) => DettectScoring.VisibilityOf(percent).ShouldBe(score);

    [Theory]
    [InlineData(null)]
    [InlineData(null, -1)]
    [InlineData(0, 0, -1)]
    [InlineData(2, 1, 2, -1)] // 1.5 to the even 2
    [InlineData(2, 2, 3)] // 2.5 to the even 2
    [InlineData(4, 3, 4)] // 3.5 to the even 4
    [InlineData(0, 0, 1)] // 0.5 to the even 0
    [InlineData(1, 1, 1, 2)]
    [InlineData(3, 5, 1, 2, -1, 5)] // 13 / 4 = 3.25
    public void Several_objects_give_the_mean_of_what_is_not_negative_halves_to_the_even(int? mean, params int[] scores)
        => DettectScoring.Mean(scores.Select(static s => Object((null, s)))).ShouldBe(mean);

    [Fact]
    public void The_latest_score_is_the_first_unless_a_later_day_stands_below_it()
    {
        Object(("2021-09-22", 2), ("2021-06-08", 1)).Latest.ShouldNotBeNull().Score.ShouldBe(2);
        Object(("2021-06-08", 1), ("2021-09-22", 2)).Latest.ShouldNotBeNull().Score.ShouldBe(2);
        Object(("2021-06-08", 1), ("2021-06-08", 2)).Latest.ShouldNotBeNull().Score.ShouldBe(1);
        Object((null, 1), ("2021-06-08", 2)).Latest.ShouldNotBeNull().Score.ShouldBe(2);
        Object(("2021-06-08", 1), (null, 2)).Latest.ShouldNotBeNull().Score.ShouldBe(1);
        Object().Latest.ShouldBeNull();
    }

    [Fact]
    public void Detection_without_a_score_is_minus_one_and_visibility_zero()
    {
        var file = DettectTexts.ReadAs<DettectTechniques>("version: 1.2\nfile_type: technique-administration\nname: x\nplatform: all\ntechniques:\n- {technique_id: T1055, detection: [], visibility: []}\n- {technique_id: T1059}\n");
        DettectScoring.Of(file).Select(static s => (s.Id, s.Visibility, s.Detection)).ShouldBe([("T1055", 0, -1), ("T1059", 0, -1)]);
    }

    [Fact]
    public void Visibility_is_the_share_of_applicable_components_that_a_system_has()
    {
        // T1 on Windows and Linux: Process Creation (Windows, Linux), File Modification (Windows, Linux), Module Load (Windows).
        // Workstations have Process Creation and, by "all" with consistency 1, File Modification; Module Load has quality 0: 2 of 3.
        // Servers have File Modification: 1 of 2, since Module Load does not exist on Linux.
        var release = Release();
        var file = DettectTexts.ReadAs<DettectDataSources>(DettectTexts.DataSources);
        var visibility = DettectVisibility.Of(file, release, DettectTables.None);
        var technique = visibility.Techniques.Single(static t => t.Technique.Id == "T1001");
        technique.Systems.Select(static s => (s.System, s.Available.Count, s.Applicable.Count, s.Score)).ShouldBe([("Windows workstations", 2, 3, 2), ("Linux servers", 1, 2, 2)]);
        technique.Percent.ShouldBe((200.0 / 3 + 50) / 2, 1e-9);
        DettectLayers.ShareColor(technique.Percent).ShouldBe("#AB47BC"); // 58.3 %, up to 75
        visibility.Techniques.Select(static t => t.Technique.Id).ShouldBe(["T1001", "T1002", "T1003"]);

        // T1002 is on Windows and needs Module Load only: nothing there. T1003 on Linux needs Module Load, which does not exist there.
        visibility.Techniques[1].Systems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.Score.ShouldBe(0), s => s.Applicable.ShouldBe(["Module Load"]));
        visibility.Techniques[2].Systems.ShouldHaveSingleItem().Applicable.ShouldBeEmpty();
    }

    [Fact]
    public void Exceptions_are_left_out_and_DeTTECTs_own_tables_count()
    {
        var release = Release();
        var file = DettectTexts.ReadAs<DettectDataSources>(DettectTexts.DataSources.Replace("Module Load", "Web [DeTT&CT data source]", StringComparison.Ordinal)
            + "\nexceptions: [{technique_id: T1002, name: x}]\n");
        var tables = DettectTables.None.With(Encoding.UTF8.GetBytes("""[{"technique_id": "T1001", "dettect_data_sources": ["Web [DeTT&CT data source]", "Process Creation"]}]"""), "a.json", ReadLimits.Default, out var first);
        tables = tables.With(Encoding.UTF8.GetBytes("""{"ATT&CK-Enterprise": {"Windows": ["Process Creation"]}, "DeTT&CT-Enterprise": {"Windows": ["Web [DeTT&CT data source]"]}, "x": 5}"""), "b.json", ReadLimits.Default, out var second);
        first.Concat(second).ShouldBeEmpty();
        var visibility = DettectVisibility.Of(file, release, tables);
        visibility.Techniques.Select(static t => t.Technique.Id).ShouldBe(["T1001", "T1003"]);
        visibility.Techniques[0].Systems[0].ShouldSatisfyAllConditions( // by the table only two exist on Windows; the own one has quality 0
            s => s.Applicable.ShouldBe(["Process Creation", "Web [DeTT&CT data source]"]), s => s.Available.ShouldBe(["Process Creation"]), s => s.Score.ShouldBe(2));
        DettectTables.None.With("[1]"u8.ToArray(), "c.json", ReadLimits.Default, out var none).ShouldBe(DettectTables.None);
        none.ShouldHaveSingleItem().Code.ShouldBe("DETT014");
        DettectTables.None.With("""[{"technique_id":"\ud800","dettect_data_sources":["x"]}]"""u8.ToArray(), "c.json", ReadLimits.Default, out none);
        none.ShouldHaveSingleItem().Code.ShouldBe("DETT014");
        DettectTables.None.With("{"u8.ToArray(), "c.json", ReadLimits.Default, out none);
        none.ShouldHaveSingleItem().Code.ShouldBe("DETT014");
    }

    [Fact]
    public void The_sample_techniques_have_the_scores_that_a_naive_reading_gives()
    {
        var bytes = File.ReadAllBytes(SharedData.PathOf("dettect/sample-data/techniques-administration-endpoints.yaml"));
        var scores = DettectScoring.Of(DettectReader.Read(bytes, "t.yaml", ReadLimits.Default).Value.ShouldBeOfType<DettectTechniques>());
        scores.Count.ShouldBe(342);
        var naive = Naive(Encoding.UTF8.GetString(bytes));
        naive.Count.ShouldBe(342);
        scores.ToDictionary(static s => s.Id, static s => (s.Detection, s.Visibility), StringComparer.Ordinal).ShouldBe(naive, ignoreOrder: true);
        naive["T1003.001"].ShouldBe((3, 3)); // read by eye
        naive["T1001"].ShouldBe((-1, 2));
    }

    /// <summary>The same by lines: of each object the score beside the greatest date, the mean by hand.</summary>
    static Dictionary<string, (int Detection, int Visibility)> Naive(string text)
    {
        var scores = new Dictionary<string, (int, int)>(StringComparer.Ordinal);
        foreach (var technique in text.Split("- technique_id: ").Skip(1))
        {
            var parts = technique.Split("  visibility:");
            scores[technique[..technique.IndexOf('\n', StringComparison.Ordinal)].Trim()] = (MeanOf(parts[0], -1), MeanOf(parts[1], 0));
        }

        return scores;
    }

    static int MeanOf(string part, int none)
    {
        var latest = new List<int>();
        foreach (var one in part.Split("applicable_to:").Skip(1))
        {
            var entries = one.Split("- date:").Skip(1).Select(static e => (Date: e[..e.IndexOf('\n', StringComparison.Ordinal)].Trim(), Score: int.Parse(e[(e.IndexOf("score:", StringComparison.Ordinal) + 6)..].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture))).ToList();
            var top = entries.Select(static e => e.Date).Max(StringComparer.Ordinal);
            latest.Add(entries.First(e => string.Equals(e.Date, top, StringComparison.Ordinal)).Score);
        }

        var counted = latest.Where(static s => s >= 0).ToList();
        if (counted.Count == 0)
        {
            return none;
        }

        var twice = 2 * counted.Sum();
        var floor = counted.Sum() / counted.Count;
        var rest = twice - 2 * floor * counted.Count; // in halves of one
        return rest > counted.Count || rest == counted.Count && floor % 2 == 1 ? floor + 1 : floor;
    }

    static DettectScoreObject Object(params (string? Date, int Score)[] scores) => new(
        [DettectFile.All], [], "",
        [.. scores.Select(static s => new DettectScore(s.Date is null ? null : DateOnly.ParseExact(s.Date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), s.Score, "", IsAutoGenerated: false, SourceLocation.Whole))],
        SourceLocation.Whole);

    /// <summary>A release as they were until version 17: components of data sources with platforms.</summary>
    static AttackRelease Release()
    {
        static string Id(string type, string id) => $"{type}--00000000-0000-4000-8000-{id.PadLeft(12, '0')}";
        static string Object(string type, string id, string name, string attackId, string more)
            => $$"""{"type":"{{type}}","id":"{{Id(type, id)}}","name":"{{name}}","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","external_references":[{"source_name":"mitre-attack","external_id":"{{attackId}}"}],"x_mitre_domains":["enterprise-attack"]{{more}}}""";
        static string Technique(string n, string platforms) => Object("attack-pattern", n, $"Technique {n}", $"T100{n}", $$""","x_mitre_platforms":[{{platforms}}],"kill_chain_phases":[{"kill_chain_name":"mitre-attack","phase_name":"execution"}]""");
        static string Detects(string n, string component, string technique)
            => $$"""{"type":"relationship","id":"{{Id("relationship", n)}}","relationship_type":"detects","source_ref":"{{Id("x-mitre-data-component", component)}}","target_ref":"{{Id("attack-pattern", technique)}}","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","x_mitre_domains":["enterprise-attack"]}""";
        static string Component(string n, string name, string source) => Object("x-mitre-data-component", n, name, "", $",\"x_mitre_data_source_ref\":\"{Id("x-mitre-data-source", source)}\"");
        string[] objects =
        [
            Technique("1", "\"Windows\",\"Linux\""), Technique("2", "\"Windows\""), Technique("3", "\"Linux\""),
            Object("x-mitre-data-source", "1", "Process", "DS0001", ",\"x_mitre_platforms\":[\"Windows\",\"Linux\"]"),
            Object("x-mitre-data-source", "2", "Module", "DS0002", ",\"x_mitre_platforms\":[\"Windows\"]"),
            Component("1", "Process Creation", "1"), Component("2", "File Modification", "1"), Component("3", "Module Load", "2"),
            Detects("1", "1", "1"), Detects("2", "2", "1"), Detects("3", "3", "1"), Detects("4", "3", "2"), Detects("5", "3", "3"),
        ];
        var bundle = $$"""{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000001","spec_version":"2.0","objects":[{{string.Join(",", objects)}}]}""";
        var parsed = StixReader.Read([new StixBundle("enterprise-attack-12.1.json", Encoding.UTF8.GetBytes(bundle))], "12.1", ReadLimits.Default);
        return parsed.Value ?? throw new InvalidOperationException(string.Join('\n', parsed.Diagnostics));
    }
}
