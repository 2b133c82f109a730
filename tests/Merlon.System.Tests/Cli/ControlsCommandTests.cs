using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon controls</c>: import, list, show, status, gaps, conflicts, pack, remove.</summary>
public sealed partial class ControlsCommandTests : IDisposable
{
    const string Organisation = """
        merlon: 1
        name: <b>Bank</b> & Co
        sectors: [finance]
        platforms: [Windows, Identity Provider]
        controls:
          - {framework: nist-800-53-r5, controls: [AC-2, IA-2], degree: partial, owner: "<script>alert(1)</script>", since: 2026-09-01}
          - {framework: hipaa, control: "164.312(d)", degree: significant}
          - {framework: shield, control: EDR-1, degree: significant}
        tests:
          - {technique: T1078, outcome: logged, date: 2026-10-01, name: "</td><script>"}
        mappings:
          - shield.json
        """;

    const string Shield = """
        {"metadata": {"mapping_framework": "shield", "mapping_framework_version": 7, "attack_version": 16.1, "technology_domain": "enterprise"}, "mapping_objects": [
          {"capability_id": "EDR-1", "capability_description": "<i>Watch</i>", "attack_object_id": "T1078", "mapping_type": "technique_scores", "score_category": "detect", "score_value": "partial", "status": "complete"},
          {"capability_id": "EDR-1", "attack_object_id": "T1574.002", "mapping_type": "technique_scores", "score_category": "protect", "score_value": "minimal", "status": "complete"},
          {"capability_id": "EDR-2", "attack_object_id": null, "mapping_type": null, "status": "non_mappable"},
          {"capability_id": "EDR-1", "attack_object_id": "S0002", "mapping_type": "mitigates"}]}
        """;

    readonly ScratchFolder folder = new();
    readonly string organisation;
    readonly string workspace;

    public ControlsCommandTests()
    {
        folder.Write("bank/shield.json", Shield);
        organisation = Path.GetDirectoryName(folder.Write("bank/organisation.yaml", Organisation)) ?? "";
        workspace = folder.File("workspace");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_import_says_what_became_of_every_row_and_keeps_the_file()
    {
        var dry = Import("--dry-run", "--json");
        dry.ExitCode.ShouldBe(ExitCode.Success);
        Directory.Exists(workspace).ShouldBeFalse();
        var row = dry.Json().GetProperty("mappings")[0];
        (row.GetProperty("framework").GetString(), row.GetProperty("read").GetInt32(), row.GetProperty("mapped").GetInt32(), row.GetProperty("non_mappable").GetInt32(), row.GetProperty("refused").GetInt32(), row.GetProperty("retargeted").GetInt32())
            .ShouldBe(("shield-7", 4, 2, 1, 1, 1));
        row.GetProperty("refusals")[0].GetProperty("reason").GetString().ShouldBe("what it maps to is no technique id");
        row.GetProperty("moves")[0].GetProperty("targets")[0].GetString().ShouldBe("T1574.001");

        Import().Output.ShouldContain("1 file of 1 kept in");
        Import("--json").Json().GetProperty("mappings")[0].GetProperty("known").GetBoolean().ShouldBeTrue();
        CommandRun.Of("controls", "list", "--workspace", workspace, "--json").Json().GetProperty("frameworks").EnumerateArray().Select(static f => f.GetProperty("framework").GetString())
            .ShouldBe(["cis-v8", "hipaa", "nist-800-53-r5", "shield-7"]);
        CommandRun.Of("controls", "show", "shield", "--workspace", workspace, "--technique", "T1574.001", "--json").Json().GetProperty("pairs")[0].GetProperty("written").GetString().ShouldBe("T1574.002");

        CommandRun.Of("controls", "remove", "shield-7", "--workspace", workspace).ExitCode.ShouldBe(ExitCode.Success);
        CommandRun.Of("controls", "list", "--workspace", workspace, "--json").Json().GetProperty("frameworks").GetArrayLength().ShouldBe(3);
        CommandRun.Of("controls", "remove", "shield-7", "--workspace", workspace).ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public void A_file_that_is_no_mapping_is_bad_input()
    {
        var run = CommandRun.Of("controls", "import", folder.Write("x.json", "{}"), "--workspace", workspace);
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("MAP001");
        CommandRun.Of("controls", "import", folder.File("missing.json"), "--workspace", workspace).ExitCode.ShouldBe(ExitCode.BadInput);
        Directory.Exists(workspace).ShouldBeFalse();
    }

    [Fact]
    public void A_status_has_every_declared_control_and_its_csv_the_same_rows()
    {
        var json = Run("status", "--framework", "shield-7", "--json").Json();
        var control = json.GetProperty("controls")[0];
        control.GetProperty("control").GetString().ShouldBe("EDR-1");
        control.GetProperty("declared")[0].GetProperty("place").GetString()!.ShouldStartWith("organisation.yaml:8:");
        control.GetProperty("techniques").EnumerateArray().Select(static t => (t.GetProperty("technique").GetString(), t.GetProperty("category").GetString(), t.GetProperty("grade").GetString(), t.GetProperty("attack_version").GetString()))
            .Order().ShouldBe([("T1078", "detect", "partial", "16.1"), ("T1574.001", "protect", "minimal", "16.1")]);
        control.GetProperty("contradictions")[0].GetProperty("place").GetString()!.ShouldStartWith("organisation.yaml:10:");

        var nist = Run("status", "--framework", "NIST", "--csv", "-").Output.TrimEnd().Split("\r\n");
        nist.Length.ShouldBe(3);
        nist[0].ShouldStartWith("control,title,degree,keeps_points,gains_points");
        Run("status", "--framework", "NIST").Output.ShouldContain("against ");
        var misspelt = Run("status", "--framework", "nist-800-53-r6");
        misspelt.Error.ShouldContain("did you mean nist-800-53-r5?");
        misspelt.ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public void Gaps_name_controls_and_open_techniques()
    {
        var json = Run("gaps", "--framework", "nist-800-53-r5", "--steps", "3", "--json").Json();
        json.GetProperty("steps").GetArrayLength().ShouldBe(3);
        json.GetProperty("potential").GetDouble().ShouldBeGreaterThan(json.GetProperty("covered").GetDouble());
        json.GetProperty("open").GetArrayLength().ShouldBeGreaterThan(100);
        Run("gaps", "--framework", "nist-800-53-r5", "--rows", "2").Output.ShouldContain("What would do most");
    }

    [Fact]
    public void Conflicts_are_findings()
    {
        var run = Run("conflicts", "--json");
        run.ExitCode.ShouldBe(ExitCode.Findings);
        run.Json().GetProperty("conflicts").EnumerateArray().Select(static c => (c.GetProperty("kind").GetString(), c.GetProperty("subject").GetString())).ShouldBe(
        [
            ("test-missed", "hipaa:164.312(d)"), ("test-missed", "shield-7:EDR-1"), ("degrees-differ", "hipaa:164.312(d)"),
        ]);
        folder.Write("bank/organisation.yaml", "merlon: 1\nname: A\nsectors: [finance]\ncontrols:\n  - {framework: nist-800-53-r5, control: AC-2, degree: partial}\n");
        Run("conflicts").ExitCode.ShouldBe(ExitCode.Success);
    }

    [Theory]
    [InlineData("hipaa", 18)]
    [InlineData("shield-7", 1)]
    public void A_pack_is_whole_escaped_and_its_hashes_are_right(string framework, int pages)
    {
        var target = folder.File("pack");
        Run("pack", "--framework", framework, "--out", target).ExitCode.ShouldBe(ExitCode.Success);

        var sums = File.ReadAllLines(Path.Combine(target, "SHA256SUMS")).Select(static line => line.Split("  ")).ToDictionary(static parts => parts[1], static parts => parts[0], StringComparer.Ordinal);
        sums.Count.ShouldBe(pages + 4);
        foreach (var (name, hash) in sums)
        {
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(target, name)))).ShouldBe(hash, name);
        }

        foreach (var html in sums.Keys.Where(static name => name.EndsWith(".html", StringComparison.Ordinal)).Select(name => File.ReadAllText(Path.Combine(target, name))))
        {
            html.ShouldNotContain("<script", Case.Insensitive);
            html.ShouldNotContain("<i>Watch");
            html.ShouldContain("&lt;b&gt;Bank&lt;/b&gt; &amp; Co");
            html.ShouldContain("Content-Security-Policy\" content=\"default-src ");
            Addresses().Matches(html).ShouldBeEmpty();
            Unclosed(html).ShouldBeEmpty();
        }

        foreach (Match link in Links().Matches(File.ReadAllText(Path.Combine(target, "index.html"))))
        {
            sums.Keys.ShouldContain(link.Groups["file"].Value, StringComparer.Ordinal);
        }

        var before = sums["pack.json"];
        Run("pack", "--framework", framework, "--out", target).ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllText(Path.Combine(target, "SHA256SUMS")).ShouldContain(before);
    }

    // tags whose number of openings and endings differs
    static IEnumerable<string> Unclosed(string html) => new[] { "section", "table", "tr", "td", "th", "bdi", "dl", "main", "header", "p" }
        .Where(tag => Regex.Count(html, $"<{tag}[ >]", RegexOptions.None, TimeSpan.FromSeconds(5)) != Regex.Count(html, $"</{tag}>", RegexOptions.None, TimeSpan.FromSeconds(5)));

    CommandRun Import(params string[] more) => CommandRun.Of(["controls", "import", folder.File("bank/shield.json"), "--workspace", workspace, .. more]);

    CommandRun Run(string verb, params string[] more) => CommandRun.Of(["controls", verb, organisation, "--as-of", "2026-11-22", .. more]);

    [GeneratedRegex("(?:src|href)=\"(?:https?:)?//", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Addresses();

    [GeneratedRegex("href=\"(?<file>[^\"#]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Links();
}
