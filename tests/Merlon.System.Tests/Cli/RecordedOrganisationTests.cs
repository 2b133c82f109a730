using System.Text.Json;

namespace Merlon.System.Tests.Cli;

/// <summary>
/// An organisation made of real data: recorded attacks are its telemetry, published rules its rules, published mappings its
/// controls. Nobody writes a score; every number leads to a file.
/// </summary>
public sealed class RecordedOrganisationTests(RecordedOrganisation recorded) : IClassFixture<RecordedOrganisation>
{
    JsonElement Assessment => recorded.Assessment;

    [Fact]
    public void It_is_assessed_from_logs_to_plan()
    {
        var run = recorded.Run;
        run.ExitCode.ShouldBe(0, run.Error);
        Assessment.GetProperty("summary").GetProperty("visibility").GetDouble().ShouldBeInRange(0.2, 0.95);
        Assessment.GetProperty("summary").GetProperty("detection").GetDouble().ShouldBeGreaterThan(0.05);
        Assessment.GetProperty("summary").GetProperty("prevention").GetDouble().ShouldBeGreaterThan(0.01);
        Assessment.GetProperty("rules").GetProperty("fed").GetInt32().ShouldBeGreaterThan(1_000);
        Assessment.GetProperty("plan").GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(2);
        run.Output.ShouldContain("proven");
    }

    [Fact]
    public void Its_visibility_is_measured_and_nobody_scored_it()
    {
        var kinds = Assessment.GetProperty("evidence").EnumerateArray().GroupBy(static one => one.GetProperty("kind").GetString() ?? "", StringComparer.Ordinal)
            .ToDictionary(static kind => kind.Key, static kind => kind.Count(), StringComparer.Ordinal);
        kinds.GetValueOrDefault("inventory").ShouldBeGreaterThan(100);
        kinds.GetValueOrDefault("rule").ShouldBeGreaterThan(500);
        kinds.GetValueOrDefault("control").ShouldBeGreaterThan(300);
        kinds.ShouldNotContainKey("score");
        Assessment.GetProperty("gaps").EnumerateArray().Count(static gap => gap.GetProperty("basis").GetString() is "measured").ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Every_statement_names_the_place_that_it_comes_from()
        => Assessment.GetProperty("evidence").EnumerateArray().ShouldAllBe(static one => one.GetProperty("place").GetString()!.Length > 0);

    [Fact]
    public void A_gap_opens_down_to_logs_rules_and_mappings()
    {
        var places = Places(recorded.Look("gaps", "explain", "T1059.001", recorded.Folder, "--json").GetProperty("visibility")).ToArray();
        places.ShouldContain(static place => place.Contains("telemetry", StringComparison.Ordinal), "the logs behind what is visible");

        var priority = recorded.Look("gaps", "explain", "T1059.001", recorded.Folder, "--json").GetProperty("priority");
        places = [.. Places(priority)];
        places.ShouldContain(static place => place.Contains(".yml:", StringComparison.Ordinal), "a rule with its line");
        places.ShouldContain(static place => place.Contains("controls[", StringComparison.Ordinal), "a control with its line");
    }

    [Fact]
    public void A_second_look_takes_the_inventory_that_was_kept_and_says_the_same()
    {
        var again = recorded.Assess();
        again.ExitCode.ShouldBe(0, again.Error);
        again.Output.ShouldBe(recorded.Run.Output);
        Directory.EnumerateFiles(Path.Combine(recorded.Folder, ".merlon", "telemetry")).ShouldNotBeEmpty();
    }

    static IEnumerable<string> Places(JsonElement part)
        => part.GetProperty("parts").EnumerateArray().SelectMany(Places).Prepend(part.GetProperty("place").GetString() ?? "").Where(static place => place.Length > 0);
}

/// <summary>The organisation, assessed once.</summary>
public sealed class RecordedOrganisation : IDisposable
{
    readonly ScratchFolder folder = new();
    readonly Lazy<CommandRun> run;
    readonly Lazy<JsonElement> assessment;

    public RecordedOrganisation()
    {
        run = new(() =>
        {
            folder.Write("recorded/organisation.yaml", Text());
            return Assess();
        });
        assessment = new(() =>
        {
            Run.ExitCode.ShouldBe(0, Run.Error);
            return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.File("out"), "gaps.json"))).RootElement;
        });
    }

    public string Folder => folder.File("recorded");

    internal CommandRun Run => run.Value;

    public JsonElement Assessment => assessment.Value;

    public void Dispose() => folder.Dispose();

    internal CommandRun Assess() => CommandRun.Of(["assess", Folder, "--as-of", "2026-11-22", "--out", folder.File("out")]);

    public JsonElement Look(params string[] arguments)
    {
        Run.ExitCode.ShouldBe(0, Run.Error);
        return CommandRun.Of([.. arguments, "--as-of", "2026-11-22"]).Json();
    }

    static string Text() => $$"""
        merlon: 1
        name: Recorded Ltd
        sectors: [finance]
        regions: [Germany]
        scopes:
          - {name: windows, weight: 0.8, platforms: [Windows]}
          - {name: linux, weight: 0.2, platforms: [Linux]}
        retention_days: 90
        telemetry:
          - {path: '{{SharedData.PathOf("evtx")}}', scopes: [windows], as_of: 2026-11-01}
          - {path: '{{SharedData.PathOf("logs/security-datasets")}}', as_of: 2026-11-01}
        rules:
          - {path: '{{SharedData.PathOf("sigma/rules")}}', state: deployed}
        mappings:
          - '{{SharedData.PathOf("mappings/nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/nist_800_53-rev5_attack-16.1-enterprise.json")}}'
          - '{{SharedData.PathOf("mappings/m365/attack-16.1/m365-07.18.2025/enterprise/m365-07.18.2025_attack-16.1-enterprise.json")}}'
        controls:
          - {framework: nist-800-53-r5, controls: [AC-2, AC-3, AC-6, CM-6, CM-7, IA-2, SI-3, SI-4], degree: partial, since: 2026-06-01}
          - {framework: cis-v8, controls: ['4.1', '5.4', '10.1'], degree: minimal, since: 2026-06-01}
          - {framework: hipaa, controls: ['164.312(a)(1)', '164.308(a)(5)'], degree: partial, since: 2026-06-01}
        dettect:
          - {path: '{{SharedData.PathOf("dettect/sample-data/data-sources-endpoints.yaml")}}', scopes: {Windows workstations: windows, Linux servers: linux} }
          - {path: '{{SharedData.PathOf("dettect/sample-data/groups.yaml")}}' }
        tests:
          - {technique: T1003.001, outcome: logged, date: 2026-09-14, scopes: [windows]}
        budget: 100000
        """;
}
