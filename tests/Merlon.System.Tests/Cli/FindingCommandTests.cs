using Merlon.Attack;
using Merlon.System.Tests.Sheets;

namespace Merlon.System.Tests.Cli;

/// <summary>search, list and graph: what they say agrees with the release, and hostile or odd requests do no harm.</summary>
public sealed class FindingCommandTests : IDisposable
{
    static readonly Lazy<AttackRelease> BuiltIn = new(BuiltInRelease.Open);

    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Filters_of_different_kinds_all_hold_and_of_one_kind_one()
    {
        var release = BuiltIn.Value;
        release.TryFind("G0016", out var apt29).ShouldBeTrue();
        var used = release.TechniquesOf((Group)apt29).Select(static use => use.Technique).ToList();

        Ids("list", "techniques", "--group", "cozy bear").ShouldBe(used.Select(static technique => technique.Id));
        Ids("list", "techniques", "--group", "G0016", "--platform", "windows", "--platform", "ESXi").ShouldBe(
            used.Where(static technique => technique.Platforms.Any(static platform => platform is "Windows" or "ESXi")).Select(static technique => technique.Id));
        Ids("list", "techniques", "--group", "G0016", "--tactic", "TA0006", "--sub-techniques").ShouldBe(
            used.Where(technique => technique.IsSubTechnique && release.TacticsOf(technique, "enterprise-attack").Any(static tactic => tactic.Id == "TA0006")).Select(static technique => technique.Id));
    }

    [Fact]
    public void Relations_are_the_same_read_from_either_side()
    {
        Ids("list", "groups", "--technique", "T1003.004").ShouldContain("G0016", StringComparer.Ordinal);
        Ids("list", "techniques", "--group", "G0016").ShouldContain("T1003.004", StringComparer.Ordinal);
        Ids("list", "software", "--group", "G0016").ShouldContain("S0002", StringComparer.Ordinal);
        Ids("list", "groups", "--software", "mimikatz").ShouldContain("G0016", StringComparer.Ordinal);
        Ids("list", "mitigations", "--technique", "T1003.001").ShouldBe(BuiltIn.Value.MitigationsOf(Technique("T1003.001")).Select(static statement => statement.Source.Id).Order(StringComparer.Ordinal));
        Ids("list", "techniques", "--data-component", "DC0032").ShouldContain("T1003.001", StringComparer.Ordinal);
        Ids("list", "data-components", "--technique", "T1003.001").ShouldContain("DC0032", StringComparer.Ordinal);
        Ids("list", "techniques", "--technique", "T1003").ShouldBe(BuiltIn.Value.SubTechniquesOf(Technique("T1003")).Select(static technique => technique.Id));
        Ids("list", "techniques", "--log-source", "WinEventLog:Sysmon").ShouldBe(BuiltIn.Value.TechniquesOfLogSource("WinEventLog:Sysmon", null).Select(static technique => technique.Id));
    }

    [Fact]
    public void Unused_is_what_no_group_uses_directly_or_through_a_campaign()
    {
        var release = BuiltIn.Value;
        var used = release.All<Group>().Where(static group => group.IsLive).SelectMany(release.TechniquesOf).Select(static use => use.Technique.Id).ToHashSet(StringComparer.Ordinal);

        Ids("list", "techniques", "--unused").ShouldBe(release.Techniques.Where(technique => technique.IsLive && !used.Contains(technique.Id)).Select(static technique => technique.Id));
    }

    [Fact]
    public void Dates_count_from_the_day_on()
    {
        var days = BuiltIn.Value.Techniques.Where(static technique => technique.IsLive).Select(static technique => DateOnly.FromDateTime(technique.Modified.UtcDateTime)).ToList();
        var day = days.Order().ElementAt(days.Count / 2);

        CommandRun.Of("list", "techniques", "--changed-after", Merlon.Answers.AnswerWords.Day(day), "--json").Json().GetProperty("count").GetInt32().ShouldBe(days.Count(other => other >= day));
    }

    [Fact]
    public void A_moved_technique_filters_by_where_it_went()
        => Ids("list", "groups", "--technique", "T1086").ShouldBe(Ids("list", "groups", "--technique", "T1059.001"));

    [Fact]
    public void A_list_goes_into_csv_and_xlsx_with_every_column()
    {
        var (csv, xlsx) = (folder.File("list.csv"), folder.File("list.xlsx"));
        var run = CommandRun.Of("list", "groups", "--csv", csv, "--xlsx", xlsx);
        run.ExitCode.ShouldBe(0, run.Error);

        var lines = File.ReadAllText(csv).Split("\r\n");
        lines[0].ShouldBe("id,name,stix_id,type,techniques,software,campaigns,aliases,domains,platforms,version,created,modified,live,revoked,deprecated,url");
        lines.Length.ShouldBe(176 + 2);
        File.ReadAllText(csv).ShouldBe(CommandRun.Of("list", "groups", "--csv", "-").Output);
        using var book = new WrittenWorkbook(xlsx);
        book.SheetNames.ShouldBe(["groups"]);
        book.Complaints().ShouldBeEmpty();
        CommandRun.Of("list", "groups", "--xlsx", folder.File("again.xlsx"));
        File.ReadAllBytes(folder.File("again.xlsx")).ShouldBe(File.ReadAllBytes(xlsx));
    }

    [Fact]
    public void What_stands_in_the_way_of_an_empty_list_is_said()
    {
        var run = CommandRun.Of("list", "techniques", "--mitigation", "M1026", "--without-mitigation");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("pass --mitigation and --without-mitigation");
        run.Error.ShouldContain("Without --mitigation there would be");
    }

    [Fact]
    public void Words_filter_a_list_as_a_search_does()
        => Ids("list", "groups", "--text", "cozy-bear").ShouldBe(["G0016"]);

    [Fact]
    public void A_search_answers_as_json()
    {
        var answer = CommandRun.Of("search", "mimikats", "--type", "tool", "--limit", "1", "--json").Json();

        answer.GetProperty("corrections")[0].GetProperty("taken").GetString().ShouldBe("mimikatz");
        answer.GetProperty("hits")[0].GetProperty("id").GetString().ShouldBe("S0002");
        answer.GetProperty("hits").GetArrayLength().ShouldBe(1);
        answer.GetProperty("facets").EnumerateArray().Select(static facet => facet.GetProperty("name").GetString()).ShouldBe(["type", "tactic", "platform", "domain"]);
    }

    [Fact]
    public void Texts_and_procedures_are_searched_where_the_release_has_them()
    {
        var answer = CommandRun.Of("search", "PLC", "firmware", "Triton", "--release", SharedData.PathOf("attack/ics-attack-18.1.json"), "--json").Json();
        var hits = answer.GetProperty("hits").EnumerateArray().ToList();

        hits.ShouldContain(static hit => hit.GetProperty("snippet").GetProperty("highlights").GetArrayLength() > 0);
        var byProcedure = hits.First(static hit => hit.TryGetProperty("procedure", out _));
        byProcedure.GetProperty("procedure").GetProperty("other").GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void What_matches_stands_out_on_a_terminal_and_nowhere_else()
    {
        var plain = CommandRun.Of("search", "cozy bear").Output;
        plain.ShouldNotContain('\u001b');
        var coloured = CommandRun.On(static terminal => terminal with { UsesColour = true }, "search", "cozy", "bear").Output;
        coloured.ShouldContain("\u001b[1;36mCozy\u001b[0m");
    }

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m")]
    [InlineData("\"\"\"")]
    [InlineData("a\u0000b\u202ec")]
    [InlineData("(((((((((((((")]
    [InlineData("''''; DROP TABLE")]
    public void Hostile_words_are_searched_and_not_obeyed(string words)
    {
        foreach (var args in (string[][])[["search", words], ["list", "groups", "--text", words], ["graph", words, "G0016"]])
        {
            var run = CommandRun.Of(args);
            run.ExitCode.ShouldBeInRange(0, 2);
            (run.Output + run.Error).ShouldNotContain('\u001b');
            (run.Output + run.Error).ShouldNotContain('\u202e');
        }
    }

    [Fact]
    public void A_diagram_cannot_be_broken_out_of()
    {
        var bundle = folder.Write("enterprise-attack-1.0.json", """
            {"type":"bundle","id":"bundle--1","spec_version":"2.0","objects":[
            {"type":"malware","id":"malware--1","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","name":"A\"] --> evil[\"<script>\\","external_references":[{"source_name":"mitre-attack","external_id":"S0001"}]},
            {"type":"intrusion-set","id":"intrusion-set--1","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","name":"B","external_references":[{"source_name":"mitre-attack","external_id":"G0001"}]},
            {"type":"relationship","id":"relationship--1","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","relationship_type":"uses","source_ref":"intrusion-set--1","target_ref":"malware--1"}]}
            """);
        var mermaid = CommandRun.Of("graph", "G0001", "S0001", "--format", "mermaid", "--release", bundle);
        mermaid.Output.ShouldBe("flowchart LR\n  n0[\"G0001 B\"]\n  n1[\"S0001 A#34;#93; --#62; evil#91;#34;#60;script#62;#92;\"]\n  n0 -->|\"uses\"| n1\n", mermaid.Error);
        CommandRun.Of("graph", "G0001", "S0001", "--format", "dot", "--release", bundle).Output.ShouldContain("""n1 [label="S0001 A\"] --> evil[\"<script>\\"];""");
    }

    static List<string> Ids(params string[] args)
    {
        var run = CommandRun.Of([.. args, "--json"]);
        run.ExitCode.ShouldBe(0, run.Error);
        return [.. run.Json().GetProperty(args[1].Replace('-', '_')).EnumerateArray().Select(static one => one.GetProperty("id").GetString() ?? "")];
    }

    static Technique Technique(string id) => BuiltIn.Value.TryFind(id, out var found) && found is Technique technique ? technique : throw new ArgumentException("not there", nameof(id));
}
