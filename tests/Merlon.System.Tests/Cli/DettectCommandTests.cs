using System.Text.Json;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon dettect</c>: what it says of files, its scores and layers, and what it writes.</summary>
public sealed class DettectCommandTests : IDisposable
{
    const string Techniques = """
        version: 1.2
        file_type: technique-administration
        name: endpoints
        domain: enterprise-attack
        platform: [Windows]
        techniques:
          - technique_id: T1059.001
            technique_name: PowerShell
            detection:
              - {applicable_to: [all], location: [EDR], comment: '', score_logbook: [{date: 2026-01-01, score: 3, comment: ''}]}
              - {applicable_to: [all], location: [SIEM], comment: '', score_logbook: [{date: 2026-01-01, score: 2, comment: ''}]}
            visibility:
              - {applicable_to: [all], comment: '', score_logbook: [{date: 2026-01-01, score: 4, comment: '', auto_generated: false}]}
        """;

    const string DataSources = """
        version: 1.1
        file_type: data-source-administration
        name: endpoints
        systems: [{applicable_to: clients, platform: [Windows]}]
        data_sources:
          - data_source_name: Process Creation
            data_source:
              - applicable_to: [clients]
                date_registered: 2026-01-01
                date_connected: 2026-01-01
                products: [Sysmon]
                available_for_data_analytics: true
                comment: ''
                data_quality: {device_completeness: 4, data_field_completeness: 3, timeliness: 2, consistency: 1, retention: 5}
        """;

    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Check_says_what_is_wrong_with_its_place_and_ends_with_1()
    {
        var clean = CommandRun.Of("dettect", "check", Write("t.yaml", Techniques), Write("d.yaml", DataSources));
        clean.ExitCode.ShouldBe(ExitCode.Success, clean.Output);
        clean.Output.ShouldContain("1 technique, no findings against ATT&CK 18.1.");
        var broken = CommandRun.Of("dettect", "check", Write("t.yaml", Techniques.Replace("T1059.001", "T1086", StringComparison.Ordinal)), "--json");
        broken.ExitCode.ShouldBe(ExitCode.Findings);
        var finding = broken.Json().GetProperty("files")[0].GetProperty("diagnostics")[0];
        (finding.GetProperty("code").GetString(), finding.GetProperty("line").GetInt32()).ShouldBe(("DETT020", 7));
        CommandRun.Of("dettect", "check", Write("x.yaml", "a: b")).ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public void Scores_are_those_of_DeTTECT()
    {
        var json = CommandRun.Of("dettect", "scores", Write("t.yaml", Techniques), Write("d.yaml", DataSources), "--json").Json().GetProperty("files");
        var technique = json[0].GetProperty("techniques")[0];
        (technique.GetProperty("visibility").GetInt32(), technique.GetProperty("detection").GetInt32()).ShouldBe((4, 2)); // 2.5 to the even 2
        json[1].GetProperty("data_sources")[0].GetProperty("data_quality").GetDouble().ShouldBe(3.375);
        var powershell = json[1].GetProperty("techniques").EnumerateArray().Single(static t => t.GetProperty("technique").GetString() == "T1059.001").GetProperty("systems")[0];
        var (applicable, available) = (powershell.GetProperty("applicable").GetArrayLength(), powershell.GetProperty("available").GetArrayLength());
        available.ShouldBe(1);
        powershell.GetProperty("percent").GetDouble().ShouldBe(Math.Round(100.0 / applicable, 6));
        CommandRun.Of("dettect", "scores", Path.Combine(folder.Path, "t.yaml")).Output.ShouldContain("1 technique: 1 with visibility, 1 with detection.");
        CommandRun.Of("dettect", "scores", Path.Combine(folder.Path, "t.yaml"), "--csv").Output.ShouldContain("T1059.001,,,,,4,2");
    }

    [Fact]
    public void Layers_have_its_scores_and_colours()
    {
        Write("t.yaml", Techniques);
        var detection = Layer("t.yaml", "detection").GetProperty("techniques")[0];
        (detection.GetProperty("techniqueID").GetString(), detection.GetProperty("score").GetInt32(), detection.GetProperty("color").GetString()).ShouldBe(("T1059.001", 2, "#AED581"));
        Layer("t.yaml", "visibility").GetProperty("techniques")[0].GetProperty("color").GetString().ShouldBe("#0D47A1");
        Layer("t.yaml", "visibility-vs-detection").GetProperty("techniques")[0].GetProperty("color").GetString().ShouldBe("#f9a825");
        var refused = CommandRun.Of("dettect", "layer", Path.Combine(folder.Path, "t.yaml"), "--kind", "groups");
        refused.ExitCode.ShouldBe(ExitCode.BadInput);
        Write("g.yaml", "version: 1\nfile_type: group-administration\nplatform: [all]\ngroups:\n- {group_name: A, technique_id: {T1059: 5}, enabled: true}\n- {group_name: B, technique_id: [T1059, T1003], enabled: true}\n- {group_name: C, technique_id: [T1003], enabled: false}\n");
        Layer("g.yaml", "groups").GetProperty("techniques").EnumerateArray().Select(static t => (t.GetProperty("techniqueID").GetString(), t.GetProperty("score").GetInt32())).ShouldBe([("T1003", 1), ("T1059", 6)]);
    }

    [Fact]
    public void Files_of_an_organisation_are_compared_and_written_back()
    {
        Write("t.yaml", Techniques);
        Write("d.yaml", DataSources);
        Write("organisation.yaml", "merlon: 1\nname: Test\nsectors: [finance]\nplatforms: [Windows]\ntests: [{technique: T1059.001, outcome: none, date: 2026-06-01}]\ndettect:\n- {path: t.yaml}\n- {path: d.yaml}\n");
        var compared = CommandRun.Of("dettect", "compare", folder.Path, "--as-of", "2026-11-22", "--json").Json();
        var detection = compared.GetProperty("scores").EnumerateArray().Single(static s => s.GetProperty("axis").GetString() == "detection");
        detection.GetProperty("dettect").GetInt32().ShouldBe(2);
        detection.GetProperty("reasons")[0].GetString().ShouldNotBeNull().ShouldContain("a test outranks scores");
        var target = Path.Combine(folder.Path, "out");
        var exported = CommandRun.Of("dettect", "export", folder.Path, "--as-of", "2026-11-22", "--out", target);
        exported.ExitCode.ShouldBe(ExitCode.Success, exported.Error);
        CommandRun.Of([.. Directory.GetFiles(target).Order(StringComparer.Ordinal).Prepend("check").Prepend("dettect")]).ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllText(Path.Combine(target, "techniques-enterprise-attack.yaml")).ShouldContain("was not seen at all");
        CommandRun.Of("dettect", "compare", Write("empty/organisation.yaml", "merlon: 1\nname: Test\nsectors: [finance]\n")).ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_and_the_rest_is_assessed()
    {
        Write("organisation.yaml", "merlon: 1\nname: Test\nsectors: [finance]\nplatforms: [Windows]\ndettect: [{path: gone.yaml}]\nmaturity: [{path: gone.json}]\n");
        var run = CommandRun.Of("maturity", folder.Path);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Error.ShouldContain("DETT030");
        run.Error.ShouldContain("MAT007");
    }

    [Fact]
    public void Maturity_prints_a_template_scores_it_and_finds_differences()
    {
        var template = CommandRun.Of("maturity", "--template", "inform");
        template.ExitCode.ShouldBe(ExitCode.Success);
        Write("maturity.yaml", template.Output.Replace("levels: []", "levels: [1, 4]", StringComparison.Ordinal));
        Write("organisation.yaml", "merlon: 1\nname: Test\nsectors: [finance]\nplatforms: [Windows]\nmaturity: [{path: maturity.yaml}]\n");
        var radar = Path.Combine(folder.Path, "radar.svg");
        var run = CommandRun.Of("maturity", folder.Path, "--json", "--check", "--radar", radar);
        run.ExitCode.ShouldBe(ExitCode.Findings);
        var json = run.Json();
        json.GetProperty("claimed").GetDouble().ShouldBe(0.5); // 3 of 6 everywhere
        json.GetProperty("checked").GetDouble().ShouldBeLessThan(0.5);
        json.GetProperty("findings").EnumerateArray().Select(static f => f.GetProperty("kind").GetString()).ShouldContain("overclaimed", StringComparer.Ordinal);
        var svg = global::System.Xml.Linq.XDocument.Load(radar);
        svg.Root.ShouldNotBeNull().Attribute("role").ShouldNotBeNull().Value.ShouldBe("img");
        svg.ToString().ShouldContain("T.2 frequency of testing: claimed 50 %, supported by the records 0 %");
        CommandRun.Of("maturity", folder.Path, "--csv").Output.ShouldContain("inform,T&E,T.2,frequency of testing,1; 4,,3,");
        CommandRun.Of("maturity", folder.Path, "--model", "cti-cmm").ExitCode.ShouldBe(ExitCode.BadInput);
        CommandRun.Of("maturity").ExitCode.ShouldBe(ExitCode.BadInput);
    }

    JsonElement Layer(string file, string kind)
    {
        var run = CommandRun.Of("dettect", "layer", Path.Combine(folder.Path, file), "--kind", kind);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    string Write(string name, string text) => folder.Write(name, text);
}
